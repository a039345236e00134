package dev.echo7.cli.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.json.JsonObject;
import dev.echo7.json.NotJsonException;
import dev.echo7.posix.TerminalWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTableTextTest {
  private final List<JsonObject> rows = new ArrayList<>();

  @BeforeEach
  void thirtyConnections() throws NotJsonException {
    for (int i = 1; i <= 30; i++) {
      rows.add(
          JsonObject.of(
              String.format(
                  Locale.ROOT,
                  """
              {"id": %d, "peer": "192.0.2.%d:40001", "name": "client%d.example.org",
               "transport": "tcp", "ageMs": 3600000, "idleMs": 10, "bytesIn": 123456789,
               "bytesOut": 123456789, "rttUs": 1234, "retransmits": 3, "queued": 1234}""",
                  i,
                  i,
                  i)));
    }
  }

  @Test
  void everythingIsPrintedWhereNothingLimits() {
    List<String> lines = ConnectionTableText.lines(rows, ConnectionTableText.UNLIMITED);
    assertEquals(31, lines.size());
    assertTrue(lines.getFirst().endsWith("QUEUED"), lines.getFirst());
  }

  @Test
  void aScreenIsNeverLargerThanTheTerminal() {
    for (int columns = 20; columns <= 160; columns += 5) {
      for (int height = 4; height <= 40; height += 6) {
        List<String> lines =
            ConnectionTableText.lines(rows, new TerminalWindow.Size(height, columns));
        assertTrue(lines.size() <= height, lines.size() + " lines in " + height);
        for (String line : lines) {
          assertTrue(line.length() <= columns, line);
        }
      }
    }
  }

  @Test
  void namesFaultsOnATerminalOf80ColumnsToo() throws NotJsonException {
    rows.set(0, with("\"faults\": \"delay=50ms&cut=64k&seed=7:1\""));
    rows.set(
        1,
        with(
            "\"faults\": \"delay=50ms&seed=7:1\", \"faultHits\": [{\"word\": \"delay\"},"
                + " {\"word\": \"corrupt\"}, {\"word\": \"delay\"}, {\"word\": \"cut\"}]"));
    rows.set(2, with("\"faultHits\": [{\"word\": \"stall\", \"byte\": 5}]"));
    for (int columns : new int[] {80, Integer.MAX_VALUE}) {
      List<String> lines =
          ConnectionTableText.lines(rows, new TerminalWindow.Size(Integer.MAX_VALUE, columns));
      assertTrue(lines.get(0).endsWith("  FAULTS"), lines.get(0));
      assertTrue(lines.get(1).endsWith("  yes"), lines.get(1));
      assertTrue(lines.get(2).endsWith("  delay,corrupt,+1"), lines.get(2));
      assertTrue(lines.get(3).endsWith("  stall"), lines.get(3));
      assertTrue(lines.get(4).endsWith("  -"), lines.get(4));
      assertTrue(lines.stream().allMatch(line -> line.length() <= columns), lines::toString);
    }
  }

  private static JsonObject with(String faults) throws NotJsonException {
    return JsonObject.of(
        """
        {"id": 1, "peer": "192.0.2.1", "port": 40001, "transport": "tcp", "ageMs": 3600000,
         "idleMs": 10, "bytesIn": 123456789, "bytesOut": 123456789, %s}"""
            .formatted(faults));
  }

  @Test
  void saysWhatIsNotShown() {
    List<String> lines = ConnectionTableText.lines(rows, new TerminalWindow.Size(23, 80));
    assertEquals("9 more; not shown: transport, retransmits, queued", lines.getLast());
    assertFalse(lines.getFirst().contains("QUEUED"), lines.getFirst());
    assertTrue(lines.getFirst().contains("PEER"), lines.getFirst());
    assertEquals(23, lines.size());
  }
}
