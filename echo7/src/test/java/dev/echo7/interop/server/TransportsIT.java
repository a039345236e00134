package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that people already have, driving our server over TLS and Unix sockets. */
final class TransportsIT {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String ABSTRACT = "echo7-test-" + ProcessHandle.current().pid();

  @TempDir private static Path folder = Path.of("");
  private static ServerProgram server;
  private static ServerProgram tlsServer;

  /** Clients of each transport; the first word is the program. */
  enum Caller {
    SOCAT_OPENSSL("socat -t10 STDIO OPENSSL:127.0.0.1:PORT,verify=0"),
    NCAT_SSL("ncat --ssl 127.0.0.1 PORT"),
    /** Slow: it spends most of a second per MiB in the kernel. */
    GNUTLS("gnutls-cli --insecure --logfile=/dev/null -p PORT 127.0.0.1"),
    OPENSSL("openssl s_client -quiet -connect 127.0.0.1:PORT"),
    OPENSSL_TLS12("openssl s_client -quiet -tls1_2 -connect 127.0.0.1:PORT"),
    NC_UNIX("nc -N -U SOCKET"),
    SOCAT_UNIX("socat -t10 STDIO UNIX-CONNECT:SOCKET"),
    SOCAT_ABSTRACT("socat -t10 STDIO ABSTRACT-CONNECT:NAME");

    private final String command;

    Caller(String command) {
      this.command = command;
    }

    Program call() {
      String line = command.replace("SOCKET", "" + socket()).replace("NAME", ABSTRACT);
      return Program.start(Installed.command(line, tlsServer.port()));
    }

    /** s_client ends, or not, when its input ends, without regard to what is on the way back. */
    boolean awaitsTheEcho() {
      return this != OPENSSL && this != OPENSSL_TLS12;
    }
  }

  @BeforeAll
  static void startServers() {
    tlsServer = ServerProgram.start("-q", "tls://127.0.0.1:0");
    server =
        ServerProgram.start(
            "-q", "127.0.0.1:0", "unix:" + socket() + "?mode=0660", "unix:@" + ABSTRACT);
    server.program().awaitStderr("unix @" + ABSTRACT);
  }

  @AfterAll
  static void stopServers() {
    try (ServerProgram first = server;
        ServerProgram second = tlsServer) {
      first.stop();
      second.stop();
    }
    assertEquals(false, Files.exists(socket()), "the socket's file goes with the server");
  }

  @ParameterizedTest
  @EnumSource
  void sendsBackEachLineAsItIsTyped(Caller caller) {
    try (Program client = caller.call()) {
      client.feed("123\n").awaitStdout("123\n");
      client.feed("456789\n").awaitStdout("456789\n");
      client.endInput();
      if (caller.awaitsTheEcho()) {
        assertEquals(0, client.exitCode(), client::toString);
      }
      assertEquals("123\n456789\n", client.stdout());
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OPENSSL", "OPENSSL_TLS12"})
  void sendsBackEveryByteOfAPipe(Caller caller) {
    byte[] bytes = InteropIT.randomBytes(caller == Caller.GNUTLS ? MEBIBYTE : 8 * MEBIBYTE);
    try (Program client = caller.call()) {
      client.feed(bytes).endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(InteropIT.sha256(bytes), InteropIT.sha256(client.stdoutBytes()));
    }
  }

  @Test
  void ourClientSpeaksEachOfThem() throws IOException {
    byte[] bytes = InteropIT.randomBytes(MEBIBYTE);
    List<List<String>> targets =
        List.of(
            List.of("unix:" + socket()),
            List.of("unix:@" + ABSTRACT),
            List.of("--tls-insecure", "tls://127.0.0.1:" + tlsServer.port()));
    for (List<String> target : targets) {
      List<String> command = new ArrayList<>(List.of("bin/echoclient"));
      command.addAll(target);
      try (Program client = Program.start(command)) {
        client.feed(bytes).endInput();
        assertEquals(0, client.exitCode(), client::toString);
        assertEquals(InteropIT.sha256(bytes), InteropIT.sha256(client.stdoutBytes()));
      }
    }
    assertEquals(
        "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
  }

  @Test
  void aStaleSocketIsReplacedAndALiveOneIsNot() throws IOException {
    Path path = folder.resolve("stale.sock");
    try (ServerProgram killed = ServerProgram.start("-q", "127.0.0.1:0", "unix:" + path)) {
      killed.program().awaitStderr("unix " + path);
      try (Program second = Program.start("bin/echoserver", "unix:" + path)) {
        assertEquals(1, second.exitCode(), second::toString);
        assertEquals(
            "echoserver: cannot listen on unix:"
                + path
                + ": a server is already listening there; stop it, or choose another path\n",
            second.stderr());
      }
      killed.program().signal("KILL");
      killed.program().exitCode();
    }
    assertEquals(true, Files.exists(path), "a killed server leaves its file");
    try (ServerProgram next = ServerProgram.start("-q", "127.0.0.1:0", "unix:" + path)) {
      next.program().awaitStderr("unix " + path);
      try (Program client = Program.start("bin/echoclient", "unix:" + path)) {
        client.feed("x\n").endInput();
        assertEquals(0, client.exitCode(), client::toString);
        assertEquals("x\n", client.stdout());
      }
    }
  }

  @Test
  void aServerThatEndsLeavesTheSocketOfItsSuccessorAlone() throws IOException {
    Path path = folder.resolve("taken.sock");
    try (ServerProgram first = ServerProgram.start("-q", "127.0.0.1:0", "unix:" + path)) {
      first.program().awaitStderr("unix " + path);
      Files.delete(path);
      try (ServerProgram second = ServerProgram.start("-q", "127.0.0.1:0", "unix:" + path)) {
        second.program().awaitStderr("unix " + path);
        first.stop();
        try (Program client = Program.start("bin/echoclient", "unix:" + path)) {
          client.feed("x\n").endInput();
          assertEquals(0, client.exitCode(), client::toString);
        }
        second.stop();
      }
    }
    assertEquals(false, Files.exists(path));
  }

  private static Path socket() {
    return folder.resolve("echo.sock");
  }
}
