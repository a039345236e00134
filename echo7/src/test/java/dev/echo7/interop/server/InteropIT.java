package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that people already have, driving our server. */
public final class InteropIT {
  private static final int MEBIBYTE = 1024 * 1024;
  private static ServerProgram server;

  /** Clients that pass on bytes as they are, and half-close at the end of their input. */
  enum Caller {
    /** OpenBSD's: keeps the connection open at the end of its input, unless -N is given. */
    NC("nc -N 127.0.0.1 PORT"),
    NCAT("ncat 127.0.0.1 PORT"),
    SOCAT("socat -t10 STDIO TCP:127.0.0.1:PORT"),
    BUSYBOX_NC("busybox nc 127.0.0.1 PORT");

    private final String command;

    Caller(String command) {
      this.command = command;
    }

    Program call(int port) {
      return Program.start(Installed.command(command, port));
    }
  }

  @BeforeAll
  static void startServer() {
    server = ServerProgram.start("-q", "0");
  }

  @AfterAll
  static void stopServer() {
    try (ServerProgram ended = server) {
      ended.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsBackEachLineAsItIsTyped(Caller caller) {
    try (Program client = caller.call(server.port())) {
      client.feed("123\n").awaitStdout("123\n");
      client.feed("456789\n").awaitStdout("123\n456789\n");
      client.endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n456789\n", client.stdout());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsBackEveryByteOfAPipe(Caller caller) {
    byte[] bytes = randomBytes(8 * MEBIBYTE);
    try (Program client = caller.call(server.port())) {
      client.feed(bytes).endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(sha256(bytes), sha256(client.stdoutBytes()));
    }
  }

  /** telnet drops what has not arrived when its input ends: it stays open until the echo came. */
  @Test
  void sendsBackEachLineOfTelnet() {
    List<String> telnet = Installed.command("telnet 127.0.0.1 PORT", server.port());
    try (Program client = Program.start(telnet)) {
      client.awaitStdout("Escape character is '^]'.");
      client.feed("123\n").awaitStdout(text -> text.matches("(?s).*'\\^]'\\.\\R123\\R"));
      client.feed("456789\n").awaitStdout(text -> text.matches("(?s).*\\R123\\R456789\\R"));
    }
  }

  @Test
  void servesClientsOfAllKindsAtOnce() {
    try (Program nc = Caller.NC.call(server.port());
        Program ncat = Caller.NCAT.call(server.port());
        Program socat = Caller.SOCAT.call(server.port());
        Program busybox = Caller.BUSYBOX_NC.call(server.port())) {
      List<Program> clients = List.of(nc, ncat, socat, busybox);
      clients.forEach(client -> client.feed("to " + client.pid() + "\n"));
      clients.forEach(client -> client.awaitStdout("to " + client.pid() + "\n").endInput());
      clients.forEach(client -> assertEquals(0, client.exitCode(), client::toString));
    }
  }

  public static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(862).nextBytes(bytes);
    return bytes;
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
