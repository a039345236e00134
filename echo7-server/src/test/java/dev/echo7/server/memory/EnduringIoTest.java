package dev.echo7.server.memory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event loop whose I/O runs out of memory. */
@Timeout(60)
class EnduringIoTest {
  private static final int FAILURES = 3;

  private final AtomicInteger rounds = new AtomicInteger();

  @Test
  void aLoopOutlivesALackOfMemory() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EnduringIo.of(withoutMemoryAtFirst()));
    try {
      while (rounds.get() <= FAILURES) {
        assertEquals("served", group.submit(() -> "served").get(20, SECONDS));
      }
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  /** NIO whose first rounds fail as if an event had found no memory. */
  private IoHandlerFactory withoutMemoryAtFirst() {
    IoHandlerFactory nio = NioIoHandler.newFactory();
    return executor -> {
      IoHandler handler = nio.newHandler(executor);
      return (IoHandler)
          Proxy.newProxyInstance(
              IoHandler.class.getClassLoader(),
              new Class<?>[] {IoHandler.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("run") && rounds.getAndIncrement() < FAILURES) {
                  throw new OutOfMemoryError("Java heap space");
                }
                try {
                  return method.invoke(handler, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }
}
