package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Datagram;
import dev.echo7.events.Rejection;
import dev.echo7.events.SeenConnection;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The log is the same in every locale of the JDK. */
@ResourceLock(Resources.LOCALE)
class LogLocalesTest {
  private static final Instant AT = Instant.parse("2026-11-23T09:03:18.103071Z");
  private static final SeenConnection CONNECTION = SeenConnection.from("192.0.2.1", 1_234);
  private static final Closing IDLE = new Closing(CloseReason.IDLE, Closing.Side.SERVER);

  private static final List<LogEntry> ENTRIES =
      List.of(
          new LogEntry.Opened(CONNECTION, AT),
          new LogEntry.Received(CONNECTION, 1_234, AT),
          new LogEntry.Closed(CONNECTION, IDLE, AT, 3_200_000_000L),
          new LogEntry.Echoed(new Seen(1_234), AT),
          new LogEntry.Rejected(CONNECTION.peer(), Rejection.PROXY_HEADER_TOO_LONG, AT),
          new LogEntry.Started("tcp [::]:7", "epoll, 2 event loops", "", AT),
          new LogEntry.Bounded(1_234, AT),
          new LogEntry.Drained(1_234, 5, Duration.ofMillis(1_500), AT),
          new LogEntry.Omitted(1_234));

  private record Seen(int bytes) implements Datagram {
    @Override
    public InetSocketAddress from() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);
    }

    @Override
    public String fromText() {
      return "127.0.0.1:7";
    }
  }

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void everyLocaleHasTheSameText() {
    assertSameInAll(new TextLines(), ENTRIES);
    assertSameInAll(new LongLines(), ENTRIES);
  }

  @Test
  void everyLocaleHasTheSameJson() {
    assertSameInAll(
        new JsonLines(),
        ENTRIES.stream()
            .filter(e -> !(e instanceof LogEntry.Received || e instanceof LogEntry.Echoed))
            .toList());
  }

  private static void assertSameInAll(LineFormat format, List<LogEntry> entries) {
    Locale.setDefault(Locale.ROOT);
    String expected = lines(format, entries);
    for (Locale locale : Locale.getAvailableLocales()) {
      Locale.setDefault(locale);
      assertEquals(expected, lines(format, entries), () -> "in the locale " + locale);
    }
  }

  private static String lines(LineFormat format, List<LogEntry> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LogOutput output = new LogOutput(bytes, bytes, lost -> {});
    entries.forEach(entry -> format.write(entry, "INIT.example", output));
    output.flush();
    return bytes.toString(UTF_8).replaceAll("\"time\":\"[0-9T:.-]+Z\"", "\"time\":\"T\"");
  }
}
