package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server for three connections, and what must hold whatever fails in it: each client is served or
 * closed, slots and descriptors are freed, and the message is one readable line.
 */
public final class ServedBriefly implements AutoCloseable {
  private static final int PLACES = 3;

  /** So often in a row, a tenth of a second apart, descriptors must be as many as before. */
  private static final int ALIKE = 5;

  private static final Pattern NO_WORDS =
      Pattern.compile("Exception|Error:|\\tat |\\bnull\\b|\\.java:", Pattern.MULTILINE);

  private final ServerProgram server;
  private final String endpoint;
  private final String admin;
  private final long descriptors;

  private ServedBriefly(ServerProgram server, String endpoint, String admin) throws IOException {
    this.server = server;
    this.endpoint = endpoint;
    this.admin = admin;
    assertTrue(answer(), "serves from the start");
    this.descriptors = settledDescriptors();
  }

  public static ServedBriefly start(String transport, String kind, Path folder) throws IOException {
    String socket = "unix:" + folder.resolve("echo7.sock");
    List<String> words =
        new ArrayList<>(List.of("-n", "-q", "--event-loops", "1", "--transport", transport));
    String admin = "unix:" + folder.resolve("admin.sock");
    words.addAll(List.of("--max-connections", "" + PLACES, "--admin", admin));
    words.add(kind.equals("tls") ? "tls://127.0.0.1:0" : "127.0.0.1:0");
    if (kind.equals("unix")) {
      words.add(socket);
    }
    ServerProgram server = ServerProgram.start(words.toArray(String[]::new));
    String endpoint =
        switch (kind) {
          case "unix" -> socket;
          case "tls" -> "tls://127.0.0.1:" + server.port();
          default -> "tcp://127.0.0.1:" + server.port();
        };
    return new ServedBriefly(server, endpoint, admin);
  }

  public Program program() {
    return server.program();
  }

  /**
   * Connects one client after the other while the fault is in place: each gets its echo or is
   * closed.
   */
  public void serveThrough(String fault) {
    try (Injection injection = Injection.into(program().pid(), fault)) {
      for (int i = 0; i < PLACES; i++) {
        answer();
      }
      assertTrue(injection.isIn(), "the fault stayed in place");
    }
  }

  /**
   * The third of three clients makes the server remove the listener from epoll, which fails: the
   * listener is dead.
   *
   * @param seen what is checked while the fault is in place
   */
  public void loseListener(Runnable seen, String... faults) {
    List<String> all = new ArrayList<>(List.of(faults));
    all.add("epoll_ctl:error=ENOSPC:when=3");
    try (Program first = client().feed("hello\n");
        Program second = client().feed("hello\n")) {
      first.awaitStdout("hello\n");
      second.awaitStdout("hello\n");
      try (Injection injection = Injection.into(program().pid(), all.toArray(String[]::new));
          Program third = client().feed("hello\n")) {
        third.awaitStdout("hello\n");
        program().awaitStderr("stopped listening on ");
        seen.run();
        assertTrue(injection.isIn(), "the fault stayed in place");
      }
    }
  }

  /** Where its admin endpoint is. */
  public String admin() {
    return admin;
  }

  /** The exit code of {@code echoctl health}. */
  public int health(String... options) {
    List<String> command = new ArrayList<>(List.of("bin/echoctl", "health", "--admin", admin));
    command.addAll(List.of(options));
    try (Program ctl = Program.start(command)) {
      return ctl.exitCode();
    }
  }

  /**
   * Checks that the fault leaves no trace: all slots can be used at once, and no descriptor has
   * leaked.
   */
  public void assertAsBefore() throws IOException {
    List<Program> clients = new ArrayList<>();
    try {
      for (int i = 0; i < PLACES; i++) {
        clients.add(client().feed("hello\n"));
      }
      for (Program client : clients) {
        client.awaitStdout("hello\n");
      }
      for (Program client : clients) {
        client.endInput();
        assertEquals(0, client.exitCode(), client::toString);
      }
    } finally {
      clients.forEach(Program::close);
    }
    long now = settledDescriptors();
    assertTrue(now <= descriptors, () -> now + " descriptors, not " + descriptors + program());
    assertFalse(NO_WORDS.matcher(program().stderr()).find(), () -> "no words: " + program());
  }

  public void assertEndsWhenTold() {
    server.stop();
  }

  /** Whether it echoed; false if it closed the connection. Fails if it stays silent. */
  private boolean answer() {
    if (endpoint.startsWith("tcp:")) {
      return answerOfTcp();
    }
    try (Program client = client().feed("hello\n").endInput()) {
      return client.exitCode() == 0;
    }
  }

  private boolean answerOfTcp() {
    byte[] line = "hello\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.setSoTimeout((int) Program.PATIENCE.toMillis());
      client.getOutputStream().write(line);
      return Arrays.equals(line, client.getInputStream().readNBytes(line.length));
    } catch (SocketTimeoutException e) {
      return fail("neither an echo nor an end: " + program(), e);
    } catch (IOException e) {
      return false;
    }
  }

  private Program client() {
    return endpoint.startsWith("tls")
        ? Program.start("bin/echoclient", "--tls-insecure", endpoint)
        : Program.start("bin/echoclient", endpoint);
  }

  /** The number of its descriptors, once it is stable. */
  private long settledDescriptors() throws IOException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int alike = 0;
    long now = openDescriptors();
    while (System.nanoTime() < endNs
        && (alike < ALIKE || (descriptors > 0 && now != descriptors))) {
      long before = now;
      try (Program pause = Program.start(Installed.require("sleep").toString(), "0.1")) {
        pause.exitCode();
      }
      now = openDescriptors();
      alike = now == before ? alike + 1 : 0;
    }
    return now;
  }

  private long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + program().pid() + "/fd"))) {
      return open.count();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
