package dev.echo7.cli.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code echoctl fault} with a real server. */
@Timeout(60)
class FaultCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AdminFixture fixture;
  private final String listener;

  FaultCommandTest() throws Exception {
    fixture = AdminFixture.unix();
    listener = fixture.server.listening().getFirst();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    Terminal terminal = new Terminal("echoctl", new FileInputStream(FileDescriptor.in), out, err);
    List<String> all = new ArrayList<>(List.of("--admin", fixture.admin.listening(), "fault"));
    all.addAll(List.of(words));
    return new EchoCtlCommand(terminal).run(all.toArray(String[]::new));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void assertPrints(String expected, String... words) {
    assertEquals(0, run(words), this::complained);
    assertEquals(expected, printed());
    assertEquals("", complained());
  }

  @Test
  void setsShowsAndClearsTheFaultsOfAListener() {
    String table = "LISTENER%sFAULTS%n%s  %s%n";
    String blanks = " ".repeat(listener.length() - "LISTENER".length() + 2);
    assertPrints(table.formatted(blanks, listener, "-"), "ls");
    String port = ":" + fixture.server.port();
    assertPrints(
        listener + " is faulty: delay=50ms+-10ms&cut=64k&seed=7\n",
        "set",
        port,
        "?delay=50ms+-10ms&cut=64k&seed=7");
    assertEquals(
        "delay=50ms\u00b110ms&cut=64k&seed=7", fixture.server.running().faults().get(listener));
    assertPrints(table.formatted(blanks, listener, "delay=50ms+-10ms&cut=64k&seed=7"), "ls");
    assertEquals(0, run("ls", "--json"));
    assertEquals(
        "{\"listener\":\"" + listener + "\",\"faults\":\"delay=50ms\\u00B110ms&cut=64k&seed=7\"}\n",
        printed());
    assertPrints(listener + " is no longer faulty\n", "clear", "tcp://" + port);
    assertPrints("", "clear");
    assertPrints(listener + " is faulty: stall&seed=7\n", "set", listener, "stall&seed=7");
    assertPrints(listener + " is no longer faulty\n", "clear");
  }

  @Test
  void saysTheSeedThatWasDrawn() {
    assertEquals(0, run("set", listener, "cut=1"));
    assertTrue(
        printed().matches("\\Q" + listener + "\\E is faulty: cut=1&seed=[0-9]+\n"), printed());
  }

  @Test
  void actsAtOnceOnOneConnection() throws IOException {
    try (Socket client = fixture.echoing()) {
      long id = fixture.server.running().connections().iterator().next().id();
      assertPrints("cut " + id + "\n", "set", "" + id, "cut");
      assertEquals(-1, client.getInputStream().read());
    }
  }

  /** A bare number before one of the four words is a connection: that of no other may be cut. */
  @Test
  void takesANumberBeforeAWordThatActsAtOnceForAConnection() {
    String port = "" + fixture.server.port();
    assertEquals(1, run("set", port, "noread"));
    assertEquals(
        "echoctl: no open connection has the id %s; for the listener write :%s%n"
            .formatted(port, port),
        complained());
    assertEquals(1, run("set", "99", "noread"));
    assertEquals("echoctl: no open connection has the id 99; see echoctl ls\n", complained());
    assertEquals(0, run("set", ":" + port, "noread&seed=7"));
    assertEquals("noread&seed=7", fixture.server.running().faults().get(listener));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | 2 | echoctl fault: missing ACTION: echoctl fault [OPTIONS] ls | set",
        "lst | 2 | echoctl fault: must be ls, set or clear, not 'lst'",
        "set | 2 | echoctl fault: missing LISTENER or ID: echoctl fault",
        "set :7 | 2 | echoctl fault: missing QUERY or FAULT: echoctl fault",
        "set :7 lag=5ms | 2 | echoctl fault: unknown fault 'lag': did you mean delay?",
        "set :7 cut | 2 | echoctl fault: 'cut' needs a value; write cut=64k",
        "set :7 cut=1 cut=2 | 2 | echoctl fault: unexpected argument 'cut=2'",
        "ls :7 | 2 | echoctl fault: unexpected argument ':7'",
        "clear :7 cut=1 | 2 | echoctl fault: unexpected argument 'cut=1'",
        "clear --json | 2 | echoctl fault: --json is for fault ls",
        "set :7 cut=1 | 1 | echoctl: no listener ':7'; the listeners are tcp 127.0.0.1:",
        "clear :7 | 1 | echoctl: no listener ':7'; the listeners are tcp 127.0.0.1:",
        "set :PORT drop=5% | 1 | answered: 'drop' is for UDP, not for tcp;",
        "set :PORT noaccept | 1 | answered: 'noaccept' cannot change while the endpoint listens;",
      })
  void saysInOneLineWhatIsWrong(String words, int code, String part) {
    String line = words.replace("PORT", "" + fixture.server.port());
    assertEquals(code, run(line.isEmpty() ? new String[0] : line.split(" ", -1)));
    assertTrue(complained().contains(part), this::complained);
    assertEquals(1, complained().lines().count(), this::complained);
    assertEquals("", printed());
    assertTrue(fixture.server.running().faults().isEmpty());
  }
}
