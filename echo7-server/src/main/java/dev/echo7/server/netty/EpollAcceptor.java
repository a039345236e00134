package dev.echo7.server.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The lecture's {@code accept}, for a listener on epoll; replaces Netty's.
 *
 * <p>Netty leaks the descriptor of a connection whose channel cannot be created, as when a
 * getsockopt on it fails, and the peer waits forever. Here it is reset and closed, and the gate
 * gets an {@link UnacceptedException}. One instance per listener, on its event loop.
 */
@SuppressWarnings("try") // close() is declared by Netty to throw anything
final class EpollAcceptor implements EpollIoHandle {
  /** How many connections are accepted, as in Netty, before other sockets have their turn. */
  private static final int MOST_AT_ONCE = 16;

  /** An IPv6 address, its scope and a port, and one byte for their length. */
  private static final int ADDRESS_BYTES = 26;

  /**
   * Called by reflection: the method is protected and the classes that have it are final. Null if
   * that is not permitted.
   */
  private static final @Nullable MethodHandle NEW_CHANNEL = newChannel();

  private final EpollIoHandle listener;
  private final AbstractEpollServerChannel channel;
  private final MethodHandle newChannel;
  private final byte[] address = new byte[ADDRESS_BYTES];

  private EpollAcceptor(
      EpollIoHandle listener, AbstractEpollServerChannel channel, MethodHandle newChannel) {
    this.listener = listener;
    this.channel = channel;
    this.newChannel = newChannel;
  }

  /** Wraps the handle of a listener; other handles are returned as they are. */
  static EpollIoHandle besides(EpollIoHandle handle, Channel channel) {
    return channel instanceof AbstractEpollServerChannel server && NEW_CHANNEL != null
        ? new EpollAcceptor(handle, server, NEW_CHANNEL)
        : handle;
  }

  private static @Nullable MethodHandle newChannel() {
    Class<?> owner = AbstractEpollServerChannel.class;
    MethodType type =
        MethodType.methodType(Channel.class, int.class, byte[].class, int.class, int.class);
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVirtual(owner, "newChildChannel", type);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  @Override
  public FileDescriptor fd() {
    return listener.fd();
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    try {
      for (int i = 0; i < MOST_AT_ONCE && channel.config().isAutoRead(); i++) {
        int accepted = ((Socket) channel.fd()).accept(address);
        if (accepted < 0) {
          break;
        }
        begin(accepted);
      }
    } catch (IOException | RuntimeException | Error e) {
      channel.pipeline().fireExceptionCaught(e);
    }
    channel.pipeline().fireChannelReadComplete();
  }

  private void begin(int accepted) {
    Channel connection;
    try {
      connection =
          (Channel) newChannel.invokeExact(channel, accepted, address, 1, (int) address[0]);
    } catch (Throwable e) {
      reset(accepted);
      channel.pipeline().fireExceptionCaught(new UnacceptedException(remote(), e));
      return;
    }
    channel.pipeline().fireChannelRead(connection);
  }

  private @Nullable SocketAddress remote() {
    return channel.localAddress() instanceof InetSocketAddress
        ? NativeInetAddress.address(address, 1, address[0])
        : null;
  }

  private static void reset(int accepted) {
    try {
      new Socket(accepted).setSoLinger(0);
    } catch (IOException | RuntimeException | Error e) {
      // Then it closes with a FIN.
    }
    try {
      new FileDescriptor(accepted).close();
    } catch (IOException e) {
      // close(2) frees the descriptor even if it reports an error.
    }
  }

  @Override
  public void registered() {
    listener.registered();
  }

  @Override
  public void unregistered() {
    listener.unregistered();
  }

  @Override
  public void close() throws Exception {
    listener.close();
  }
}
