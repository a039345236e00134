package dev.echo7.server.netty;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.AttributeKey;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll without EPOLLRDHUP, so that a FIN waits in line behind the bytes before it.
 *
 * <p>On EPOLLRDHUP Netty reads until the end of input, whatever {@code autoRead} says: a peer that
 * sends much, half-closes and never reads would move the kernel's whole receive buffer (6 MiB by
 * default on Linux) into our memory. Without it the end of input is simply the read that returns
 * nothing, and it comes when we read again. A reset is still told at once: epoll reports errors
 * without being asked.
 *
 * <p>Listeners accept through {@link EpollAcceptor}. A socket that the kernel refuses to watch is
 * deregistered, and {@link #FAILURE} says why.
 */
public final class EpollWithoutRdhup implements IoHandler {
  /** Why the kernel does not watch a connection's socket, if known. */
  public static final AttributeKey<Throwable> FAILURE =
      AttributeKey.valueOf(EpollWithoutRdhup.class, "failure");

  /**
   * How many events are handled before the loop's own tasks, such as a new connection, have their
   * turn.
   */
  private static final int MOST_EVENTS = 256;

  private final IoHandler epoll;

  private EpollWithoutRdhup(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory epoll =
        EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE);
    return executor -> new EpollWithoutRdhup(epoll.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    Channel channel = handle instanceof Channel.Unsafe ours ? ours.voidPromise().channel() : null;
    EpollIoHandle acceptor =
        channel == null
            ? (EpollIoHandle) handle
            : EpollAcceptor.besides((EpollIoHandle) handle, channel);
    return new PatientRegistration(epoll.register(acceptor), channel);
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  private static final class PatientRegistration implements IoRegistration {
    private final IoRegistration epoll;
    private final @Nullable Channel channel;
    private boolean watched;

    PatientRegistration(IoRegistration epoll, @Nullable Channel channel) {
      this.epoll = epoll;
      this.channel = channel;
    }

    @Override
    public long submit(IoOps ops) {
      try {
        long accepted = submitPatiently(ops);
        watched = true;
        return accepted;
      } catch (UncheckedIOException e) {
        if (!watched && channel != null) {
          epoll.cancel();
          channel.attr(FAILURE).set(e.getCause());
        }
        throw e;
      }
    }

    private long submitPatiently(IoOps ops) {
      EpollIoOps wanted = (EpollIoOps) ops;
      if (!wanted.contains(EpollIoOps.EPOLLRDHUP)) {
        return epoll.submit(wanted);
      }
      // EPOLLERR keeps the set from being empty, which would mean: forget this descriptor.
      return epoll.submit(wanted.without(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLERR));
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // so declared by Netty
    public <T> T attachment() {
      return epoll.attachment();
    }

    @Override
    public boolean isValid() {
      return epoll.isValid();
    }

    @Override
    public boolean cancel() {
      return epoll.cancel();
    }
  }
}
