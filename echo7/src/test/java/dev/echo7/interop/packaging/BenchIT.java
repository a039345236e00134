package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge of the bench, bench/generator, passes what is right and nothing that is wrong. */
@Timeout(120)
class BenchIT {
  private static final int SPOILT_AT = 10_050;

  @TempDir private static Path folder;

  /** What a server does to the byte at {@link #SPOILT_AT}, and the generator's word for it. */
  enum Fault {
    NONE(""),
    CHANGED("byte 10050 is "),
    LOST("byte 10050 is "),
    TWICE("byte 10051 is "),
    CLOSED("closed by the server");

    private final String verdict;

    Fault(String verdict) {
      this.verdict = verdict;
    }
  }

  @BeforeAll
  static void compile() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Installed.require("gcc").toString(), "-O2"));
    command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-o", generator()));
    for (String source :
        List.of("main", "streams", "churn", "datagrams", "pattern", "histogram", "sockets")) {
      command.add("bench/generator/" + source + ".c");
    }
    try (Program compiler = Program.start(command)) {
      assertEquals(0, compiler.exitCode(), compiler::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void theGeneratorSeesEveryFaultOfAStream(Fault fault) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serve(listener, fault));
      String options = "-c 1 -s 100 -d 4 -n 1000";
      try (Program generator = run(options, "127.0.0.1", "" + listener.getLocalPort())) {
        assertEquals(fault == Fault.NONE ? 0 : 1, generator.exitCode(), generator::toString);
        assertTrue(generator.stderr().contains(fault.verdict), generator::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c 20 -s 64 -d 1 -n 2000",
        "-c 3 -s 1 -d 5 -n 500",
        "-c 5 -s 65536 -d 16 -n 300",
        "-c 8 -s 512 -R 2000 -t 0.5",
        "-m churn -c 10 -s 64 -n 300"
      })
  void theGeneratorAgreesWithOurServer(String options) {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0")) {
      try (Program generator = run(options, "127.0.0.1", "" + server.port())) {
        assertEquals(0, generator.exitCode(), generator::toString);
        assertTrue(generator.stdout().contains("\"lost\": 0"), generator::toString);
      }
    }
  }

  @Test
  void theGeneratorIsItsOwnCeilingWithoutAServer() {
    try (Program generator = run("-m udp -c 2 -s 64 -d 4 -n 500", "self")) {
      assertEquals(0, generator.exitCode(), generator::toString);
    }
  }

  @Test
  void theIntervalsOfTheVerdictsAreRight() {
    String python = Installed.require("python3").toString();
    try (Program tests =
        Program.start(
            "env", "-C", "bench", python, "-B", "-m", "unittest", "driver.intervals_test")) {
      assertEquals(0, tests.exitCode(), tests::toString);
      assertTrue(tests.stderr().contains("Ran 7 tests"), tests::toString);
    }
  }

  private static String generator() {
    return folder.resolve("generator").toString();
  }

  private static Program run(String options, String... target) {
    List<String> command = new ArrayList<>(List.of(generator()));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of(target));
    return Program.start(command);
  }

  /** Echoes one connection, but for one byte. */
  private static void serve(ServerSocket listener, Fault fault) {
    try (Socket client = listener.accept()) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] bytes = new byte[4096];
      long position = 0;
      for (int count; (count = in.read(bytes)) > 0; position += count) {
        int spoilt = (int) (SPOILT_AT - position);
        if (fault == Fault.NONE || spoilt < 0 || spoilt >= count) {
          out.write(bytes, 0, count);
        } else if (!spoil(fault, out, bytes, count, spoilt)) {
          return;
        }
      }
    } catch (IOException e) {
      // The generator has seen enough.
    }
  }

  private static boolean spoil(Fault fault, OutputStream out, byte[] bytes, int count, int at)
      throws IOException {
    out.write(bytes, 0, at);
    if (fault == Fault.CLOSED) {
      return false;
    }
    if (fault == Fault.CHANGED) {
      bytes[at] ^= 1;
    }
    if (fault == Fault.TWICE) {
      out.write(bytes, at, 1);
    }
    int from = fault == Fault.LOST ? at + 1 : at;
    out.write(bytes, from, count - from);
    return true;
  }
}
