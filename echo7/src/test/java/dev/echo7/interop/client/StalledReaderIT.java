package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs on SIGTERM while a pipe that they write to is full and not read. */
final class StalledReaderIT {
  /** An empty drain, one second for the last line, and one for the log. */
  private static final Duration SOON = Duration.ofSeconds(8);

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}, stream {1}, SIG{2}")
  @CsvSource({
    "echoclient ping -i 0.1 TCP, 1, TERM, 143",
    "echoclient ping -i 0.1 TCP, 1, INT, 130",
    "echoclient ping -i 0.1 127.0.0.1:1, 1, TERM, 143",
    "echoclient load -R 50 -c 2 -d 60s --json-stream TCP, 1, TERM, 143",
    "echoclient check TCP, 1, TERM, 143",
    "echoclient TCP, 1, TERM, 143",
    "echoserver -n 127.0.0.1:0, 2, TERM, 0",
    "echoserver -n 127.0.0.1:0, 2, INT, 0",
    "echoserver -n --log json 127.0.0.1:0, 1, TERM, 0",
  })
  void theProgramEndsAllTheSame(String command, int stream, String signal, int code) {
    // The program itself holds both ends of a full FIFO.
    try (ServerProgram server = ServerProgram.start("-q", "-n", "127.0.0.1:0");
        Program program =
            Program.shell(
                "mkfifo '%1$s'; exec 9<>'%1$s'; head -c 65536 /dev/zero >&9;"
                        .formatted(folder.resolve("pipe"))
                    + " exec env --default-signal=INT bin/"
                    + command.replace("TCP", "127.0.0.1:" + server.port())
                    + " "
                    + stream
                    + ">&9")) {
      program.feed("123\n");
      awaitWriteTo(stream, program);
      program.signal(signal);
      assertEquals(code, program.exitCodeWithin(SOON), program::toString);
    }
  }

  private static void awaitWriteTo(int stream, Program program) {
    // proc_pid_syscall(5): the number of write(2), on amd64 or arm64, and the descriptor.
    List<String> calls = List.of("1 0x" + stream + " ", "64 0x" + stream + " ");
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (calls.stream().noneMatch(call -> isIn(call, program))) {
      assertTrue(System.nanoTime() - endNs < 0, () -> "does not write: " + program);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Whether a thread of a Java program, not of the shell before it, is in that call. */
  private static boolean isIn(String call, Program program) {
    Path process = Path.of("/proc/" + program.pid());
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      return Files.readSymbolicLink(process.resolve("exe")).endsWith("java")
          && threads.anyMatch(thread -> startsWith(thread.resolve("syscall"), call));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean startsWith(Path file, String start) {
    try {
      return Files.readString(file).startsWith(start);
    } catch (IOException e) {
      return false; // The thread has ended meanwhile.
    }
  }
}
