package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/compared.md, held against the tools that are installed. */
final class ComparedToolsIT {
  private static final Path PAGE = Path.of("docs/compared.md");
  private static final String LINE = "0123456789\n";

  private static final Pattern OPTION = Pattern.compile("`(-{1,2}[A-Za-z-]+|sourceport)`");

  /** What the help of a tool would say that had anything for a row, by the row's first words. */
  private static final Map<String, Pattern> SIGNS =
      Map.of(
          "round-trip time, TCP", sign("latency|rtt|round.trip"),
          "round-trip time, UDP", sign("latency|rtt|round.trip"),
          "verifies the bytes", sign("corrupt\\w*|payload check|compare"),
          "probes from many source ports", sign("sweep"),
          "open loop", sign("percentiles?|histogram|response time"),
          "highest rate", sign("percentiles?|histogram|find-rate"));

  private static Pattern sign(String words) {
    return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  @ParameterizedTest
  @CsvSource({"ping, -h", "nc, -h", "socat, -hhh", "iperf3, --help"})
  void theHelpOfAToolSaysWhatItsCellsSay(String tool, String helpOption) throws IOException {
    String help = helpOf(Installed.command(tool + " " + helpOption, 0));
    for (Map.Entry<String, String> cell : cells(tool).entrySet()) {
      String where = tool + ", " + cell.getKey() + ": " + cell.getValue();
      OPTION
          .matcher(cell.getValue())
          .results()
          .map(option -> option.group(1))
          .forEach(option -> assertTrue(hasOption(help, option), where + ": no option " + option));
      SIGNS.forEach(
          (row, sign) -> {
            if (cell.getKey().startsWith(row) && cell.getValue().equals("–")) {
              assertFalse(sign.matcher(help).find(), () -> where + ", but its help has " + sign);
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nc -N 127.0.0.1 PORT | CHANGES_A_BYTE",
        "nc -N 127.0.0.1 PORT | LOSES_THE_END",
        "socat - TCP:127.0.0.1:PORT | CHANGES_A_BYTE",
        "socat - TCP:127.0.0.1:PORT | LOSES_THE_END",
      })
  void aToolThatVerifiesNothingSucceedsWhateverComesBack(String command, Fault fault)
      throws IOException {
    try (BadEcho server = new BadEcho(fault);
        Program client = Program.start(Installed.command(command, server.port()))) {
      client.feed(LINE).endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertNotEquals(LINE, client.stdout());
    }
  }

  @ParameterizedTest
  @EnumSource
  void echoclientFailsOnBytesThatAreWrongOrMissing(Fault fault) throws IOException {
    try (BadEcho server = new BadEcho(fault);
        Program client = Program.start("bin/echoclient", "127.0.0.1", "" + server.port())) {
      client.feed(LINE).endInput();
      assertEquals(1, client.exitCode(), client::toString);
    }
  }

  @Test
  void pingComparesThePayload() throws IOException {
    byte[] program = Files.readAllBytes(Installed.require("ping"));
    String text = new String(program, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("wrong data byte"));
    try (Program help = Program.start(Installed.require("ping").toString(), "-h")) {
      help.exitCode();
      assertFalse(sign("tcp|udp|port").matcher(help.stdout() + help.stderr()).find());
    }
  }

  private static String helpOf(List<String> command) {
    try (Program help = Program.start(command)) {
      help.exitCode();
      return help.stdout() + help.stderr();
    }
  }

  /** OpenBSD's nc lists its letters in one word. */
  private static boolean hasOption(String help, String option) {
    return Pattern.compile("(?m)(?:^|[\\s,\\[(])" + Pattern.quote(option) + "(?![A-Za-z-])")
            .matcher(help)
            .find()
        || (help.contains("usage: nc [-") && option.length() == 2 && help.contains(option));
  }

  /** The cells of a column, by the heading of their row. */
  private static Map<String, String> cells(String tool) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if ((line.startsWith("| ") && !rows.isEmpty()) || line.startsWith("| | echoclient")) {
        rows.add(Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
      } else if (line.isEmpty() && !rows.isEmpty()) {
        break;
      }
    }
    int column = rows.getFirst().indexOf(tool);
    assertTrue(column > 0, () -> "no column " + tool);
    Map<String, String> cells = new LinkedHashMap<>();
    rows.subList(1, rows.size()).forEach(row -> cells.put(row.get(1), row.get(column)));
    return cells;
  }

  /** What is wrong with the echo. */
  enum Fault {
    CHANGES_A_BYTE,
    LOSES_THE_END
  }

  /** A server for one client, which echoes one line with a fault. */
  private static final class BadEcho implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    BadEcho(Fault fault) throws IOException {
      Thread.ofPlatform().daemon().start(() -> serve(fault));
    }

    int port() {
      return listener.getLocalPort();
    }

    private void serve(Fault fault) {
      try (Socket client = listener.accept()) {
        byte[] line = client.getInputStream().readNBytes(LINE.length());
        line[3] = fault == Fault.CHANGES_A_BYTE ? (byte) '#' : line[3];
        int length = line.length - (fault == Fault.LOSES_THE_END ? 4 : 0);
        client.getOutputStream().write(line, 0, length);
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The client has gone, or the test is over.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
