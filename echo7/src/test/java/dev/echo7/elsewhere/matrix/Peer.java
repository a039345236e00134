package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A server without any trouble, on every transport, for the modes of the client and of echoctl. */
public final class Peer implements AutoCloseable {
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** A multiple of the usual timeout: several classes start a peer at the same time. */
  private static final int PATIENCE = 3;

  private static final Pattern PIN = Pattern.compile("SHA-256 ([0-9A-F:]+)");
  private static final Pattern ADMIN = Pattern.compile("admin endpoint on http://(\\S+:\\d+)/");

  private final Program program;
  private final Path folder;
  private final List<String> network;
  private final String local;

  private Peer(List<String> network, String local) {
    this.network = network;
    this.local = local;
    String id = ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
    try {
      folder = Files.createTempDirectory("echo7-peer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(network);
    command.addAll(List.of(Cell.bin("echoserver"), "-n", "-q", "--admin", local + ":0"));
    command.addAll(List.of(local + ":0", "tls://" + local + ":0", "udp://" + local + ":0"));
    command.addAll(List.of("unix:" + folder.resolve("echo"), "unix:@echo7-peer-" + id));
    program = Program.start(command);
  }

  /** A peer on this machine. */
  public static Peer here() {
    return at("127.0.0.1", List.of());
  }

  /** A peer at an address of the network that this command prefix enters. */
  static Peer at(String local, List<String> network) {
    Peer peer = new Peer(network, local);
    for (int i = 0; i < PATIENCE && !peer.isReady(); i++) {
      assertTrue(peer.program.isAlive(), peer.program::toString);
    }
    assertTrue(peer.isReady(), peer.program::toString);
    return peer;
  }

  private boolean isReady() {
    return program.reachesStderr(text -> ADMIN.matcher(text).find());
  }

  /** Its own address, in the form for a command line. */
  String local() {
    return local;
  }

  Program program() {
    return program;
  }

  /** Another peer like it, for a mode that ends it. */
  Peer twin() {
    return at(local, network);
  }

  /** A client that is connected until it is closed. */
  Program guest() {
    String tcp = fill("{tcp}").replace("tcp://", "TCP:");
    List<String> command = new ArrayList<>(network);
    command.addAll(List.of(Installed.require("socat").toString(), "-", tcp));
    return Program.start(command).feed("here").awaitStdout("here");
  }

  /** Replaces the references to this peer in an argument. */
  public String fill(String word) {
    String filled = word;
    for (Listening listening : Listening.in(program.stderr())) {
      boolean named = listening.address().startsWith("@");
      String key = named ? "{abstract}" : "{" + listening.transport() + "}";
      String port = listening.address().replaceAll(".*:", "");
      filled = filled.replace(key, listening.endpoint()).replace(key.replace("}", "-port}"), port);
    }
    return filled.replace("{pin}", found(PIN)).replace("{admin}", found(ADMIN));
  }

  private String found(Pattern pattern) {
    return pattern
        .matcher(program.stderr())
        .results()
        .map((MatchResult r) -> r.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    program.close();
    try {
      Files.deleteIfExists(folder.resolve("echo"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
