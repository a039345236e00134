package dev.echo7.interop.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.EndpointServer;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.netlab.TwoHosts;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** {@code echoclient check} as a program, and our own server, which has to pass it entirely. */
final class CheckIT {

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:0, ",
    "tcp://[::1]:0, ",
    "tls://127.0.0.1:0, --tls-insecure",
    "unix:FOLDER/socket, ",
    "unix:@check-it-PID, ",
    "udp://127.0.0.1:0, -w3s"
  })
  void ourServerPassesEntirely(String words, String option, @TempDir Path folder) {
    Machine.requireFamilyOf(words.contains("[") ? words : "");
    String endpoint =
        words.replace("FOLDER", "" + folder).replace("PID", "" + ProcessHandle.current().pid());
    try (EndpointServer server = EndpointServer.start(endpoint)) {
      String target = server.target();
      Checking checking = option == null ? Checking.of(target) : Checking.of(option, target);
      assertEquals(Set.of(), checking.notOk(), checking::output);
      assertEquals(notAskedOver(endpoint), checking.skipped(), checking::output);
    }
  }

  private static Set<String> notAskedOver(String endpoint) {
    if (endpoint.startsWith("udp")) {
      return "root".equals(System.getProperty("user.name")) ? Set.of() : Set.of("udp-source-port");
    }
    return endpoint.startsWith("tcp") ? Set.of() : Set.of("urgent");
  }

  @Test
  void eachConnectionBeginsWithTheProxyHeaderThatWasAskedFor() {
    try (ServerProgram server =
        ServerProgram.start(
            "-q", "--proxy-protocol", "required", "--proxy-from", "127.0.0.1/32", "127.0.0.1:0")) {
      String port = "" + server.port();
      Checking with = Checking.of("--skip", "pipelined", "--send-proxy", "v2", "127.0.0.1", port);
      assertEquals(Set.of(), with.notOk(), with::output);
      Checking without = Checking.of("--only", "single-byte", "-w", "1s", "127.0.0.1", port);
      assertEquals(Set.of("single-byte"), without.notOk(), without::output);
    }
  }

  /** A server on all addresses, asked at one that is not the first: who answers? */
  @Test
  void ourServerAnswersFromTheAddressThatWasAsked() {
    try (TwoHosts hosts = TwoHosts.create();
        Program server = Program.start(hosts.onServer("bin/echoserver", "-q", "udp://:5000"))) {
      server.awaitStderr("listening on udp [::]:5000");
      for (String address : new String[] {"10.77.0.2", "fd77::2"}) {
        Checking checking =
            Checking.of(
                hosts.onClient("bin/echoclient", "check", "-u", "-w", "3s", address, "5000"));
        assertEquals(Set.of(), checking.notOk(), checking::output);
      }
    }
  }

  @Test
  void resultsAreXmlForBuildServersToo(@TempDir Path folder)
      throws IOException, ParserConfigurationException, SAXException {
    Path file = folder.resolve("report.xml");
    try (ServerProgram server = ServerProgram.start("-q", "--max-bytes", "50", "127.0.0.1:0")) {
      Checking checking =
          Checking.of(
              "--junit",
              file.toString(),
              "--only",
              "single-byte",
              "--only",
              "byte-drip",
              "127.0.0.1",
              "" + server.port());
      assertEquals(Set.of("byte-drip"), checking.notOk(), checking::output);
      Element suite =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
      assertEquals("testsuite", suite.getTagName());
      assertEquals("2", suite.getAttribute("tests"));
      assertEquals("1", suite.getAttribute("failures"));
      assertEquals("0", suite.getAttribute("skipped"));
      Element failure = (Element) suite.getElementsByTagName("failure").item(0);
      assertEquals("byte-drip", ((Element) failure.getParentNode()).getAttribute("name"));
      String message = failure.getAttribute("message");
      assertTrue(message.startsWith("byte 51 of 100, sent alone: "), message);
      assertTrue(checking.output().contains("  message: '" + message + "'\n"), checking::output);
    }
  }

  /** In every output: who reads TAP or the file has no standard error. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void nobodyThereIsExitCode1(String transport, @TempDir Path folder) throws IOException {
    String server = transport + "://127.0.0.1:" + Machine.freePort();
    Path junit = folder.resolve("junit.xml");
    try (Program check =
        Program.start("bin/echoclient", "check", "--junit", junit.toString(), server)) {
      assertEquals(1, check.exitCode(), check::toString);
      assertTrue(
          check.stdout().contains("\nBail out! cannot connect to " + server), check::toString);
      assertEquals(1, check.stderr().lines().count(), check::toString);
      assertTrue(
          check.stderr().startsWith("echoclient: cannot connect to " + server), check::toString);
      assertTrue(Files.readString(junit).contains("<error message=\"cannot connect to " + server));
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidBeforeTheChecks() {
    try (Program check =
        Program.start("bin/echoclient", "check", "--junit", "/nonexistent/a", "127.0.0.1", "7")) {
      assertEquals(2, check.exitCode(), check::toString);
      assertEquals("", check.stdout());
      assertTrue(
          check
              .stderr()
              .contains("--junit /nonexistent/a: no such file or directory; create the directory"));
    }
  }

  /** A server that takes connections and says nothing. */
  @Test
  void ctrlCPrintsWhatThereIs() throws IOException {
    try (ServerSocket mute = new ServerSocket(0);
        Program check =
            Program.start(
                "env",
                "--default-signal=INT",
                "bin/echoclient",
                "check",
                "-w",
                "1s",
                "127.0.0.1",
                "" + mute.getLocalPort())) {
      check.awaitStdout("not ok 1 - single-byte: ");
      check.signal("INT");
      assertEquals(1, check.exitCode(), check::toString);
      assertTrue(check.stdout().contains("message: 'nothing received for 1 s after 0 of 1 byte'"));
      assertTrue(check.stdout().endsWith(" skipped\nBail out! Stopped before the end.\n"));
      assertEquals("", check.stderr());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          -w 0 localhost 7                              | --timeout       | must be more than 0
          --only lines,nonsense localhost 7             | 'nonsense'      | must be single-byte,
          -u --skip lines localhost 7                   | 'lines'         | choose from udp-empty,
          --only lines --skip lines localhost 7         | --only          | leave no check to run
          -u --send-proxy v1 localhost 7                | --send-proxy    | cannot be used with UDP
          --tls udp://localhost:7                       | --tls           | cannot be used with udp://localhost:7
          nosuch.invalid 7                              | nosuch.invalid  | check the name
          """)
  void saysInOneLineWhatIsWrong(String words, String culprit, String cure) {
    Machine.requireNameServerFor(words);
    try (Program check = Program.shell("exec bin/echoclient check " + words)) {
      assertEquals(2, check.exitCode(), check::toString);
      assertEquals(1, check.stderr().lines().count(), check::toString);
      assertTrue(check.stderr().contains(culprit), check::toString);
      assertTrue(check.stderr().contains(cure), check::toString);
      assertEquals("", check.stdout());
    }
  }
}
