package dev.echo7.server.memory;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;

/**
 * Keeps an event loop alive when memory runs out. On any {@link Error} Netty ends the thread of a
 * loop without notice, and all its connections hang. An {@link OutOfMemoryError} concerns one event
 * of one connection: what is left undone is retried in the next round, when there may be memory
 * again.
 */
public final class EnduringIo implements IoHandler {
  private final IoHandler io;

  private EnduringIo(IoHandler io) {
    this.io = io;
  }

  /** NIO, kept alive. */
  public static IoHandlerFactory nio() {
    return of(NioIoHandler.newFactory());
  }

  public static IoHandlerFactory of(IoHandlerFactory factory) {
    return executor -> new EnduringIo(factory.newHandler(executor));
  }

  @Override
  public int run(IoHandlerContext context) {
    try {
      return io.run(context);
    } catch (OutOfMemoryError e) {
      return 0;
    }
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }
}
