package dev.echo7.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.SeenConnection;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeFilterTest {
  private static final long START_NS = Long.MAX_VALUE - 1_000;
  private static final Closing BY_PEER = new Closing(CloseReason.PEER_CLOSED, Closing.Side.PEER);

  private final List<LogEntry> gone = new ArrayList<>();
  private final ProbeFilter hold = new ProbeFilter(true, gone::add);
  private final Connection connection = connection();
  private final LogEntry.Opened opened = new LogEntry.Opened(connection, Instant.EPOCH);
  private final LogEntry.Closed closed = new LogEntry.Closed(connection, BY_PEER, Instant.EPOCH, 1);
  private long bytesIn;

  @Test
  void holdsAConnectionUntilItsFirstByte() {
    assertTrue(hold.take(opened, START_NS));
    hold.look(afterMs(500));
    assertEquals(List.of(), gone);
    bytesIn = 1;
    hold.look(afterMs(560));
    assertEquals(List.of(opened), gone);
    assertTrue(hold.isEmpty());
    assertFalse(hold.take(closed, afterMs(600)));
  }

  @Test
  void holdsAConnectionWithoutAByteForASecond() {
    assertTrue(hold.take(opened, START_NS));
    hold.look(afterMs(999));
    assertEquals(List.of(), gone);
    assertEquals(TimeUnit.MILLISECONDS.toNanos(50), hold.waitNs(afterMs(999)));
    hold.look(afterMs(1_049));
    assertEquals(List.of(opened), gone);
    assertEquals(Long.MAX_VALUE, hold.waitNs(afterMs(1_049)));
  }

  @Test
  void makesOneLineOfAConnectionThatClosesWithoutAByte() {
    assertTrue(hold.take(opened, START_NS));
    assertTrue(hold.take(closed, afterMs(10)));
    assertEquals(List.of(new LogEntry.Probe(closed)), gone);
    assertTrue(hold.isEmpty());
  }

  @Test
  void saysBothOfAConnectionWhoseBytesItHasNotSeenBeforeTheEnd() {
    assertTrue(hold.take(opened, START_NS));
    bytesIn = 1;
    assertFalse(hold.take(closed, afterMs(10)));
    assertEquals(List.of(opened), gone);
  }

  @Test
  void holdsNoConnectionThatHasBytes() {
    bytesIn = 1;
    assertFalse(hold.take(opened, START_NS));
    assertTrue(hold.isEmpty());
  }

  private static long afterMs(long ms) {
    return START_NS + TimeUnit.MILLISECONDS.toNanos(ms);
  }

  /** One whose bytes come while the test goes on. */
  private Connection connection() {
    SeenConnection seen = SeenConnection.from("192.0.2.1", 0);
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "bytesIn" -> bytesIn;
                  // There is only one.
                  case "equals" -> true;
                  default -> method.invoke(seen, arguments);
                });
  }
}
