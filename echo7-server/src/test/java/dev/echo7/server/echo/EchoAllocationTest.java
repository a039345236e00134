package dev.echo7.server.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EmbeddedEcho;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message costs the garbage collector. */
@Timeout(60)
class EchoAllocationTest {
  private static final int MESSAGES = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {64, 512, 16_384})
  void anEchoedMessageAllocatesNothing(int messageBytes) throws Exception {
    FutureTask<Long> allocatedBytes = new FutureTask<>(() -> allocatedBytes(messageBytes));
    // As an event loop's thread is: Netty recycles its entries of what waits on such a one alone.
    new FastThreadLocalThread(allocatedBytes).start();
    long bytes = allocatedBytes.get();
    assertEquals(0, bytes / MESSAGES, () -> bytes + " bytes for all messages");
  }

  private static long allocatedBytes(int messageBytes) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (EmbeddedEcho echo = new EmbeddedEcho(messageBytes, ServerEvents.NONE)) {
      echoMany(echo);
      long before = threads.getCurrentThreadAllocatedBytes();
      echoMany(echo);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertEquals(2L * MESSAGES * messageBytes, echo.bytesOut());
      return allocated;
    }
  }

  private static void echoMany(EmbeddedEcho echo) {
    ByteBuf first = echo.echo();
    for (int i = 1; i < MESSAGES; i++) {
      assertSame(first, echo.echo());
    }
  }
}
