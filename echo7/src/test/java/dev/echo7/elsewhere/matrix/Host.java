package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A virtual host (network_namespaces(7)), set up by a script. Created when first needed, and
 * removed by {@link #close}.
 */
public final class Host implements AutoCloseable {
  public static final String LOOPBACK = "ip link set lo up; ";

  private static final AtomicInteger NAMED = new AtomicInteger();

  private final String name = "echo7-elsewhere-%s-%s".formatted(pid(), NAMED.incrementAndGet());
  private final String setup;
  private final Consumer<Host> trouble;
  private final List<Program> staying = new ArrayList<>();
  private boolean made;
  private @Nullable Peer peer;

  /**
   * Describes a host; nothing is created yet.
   *
   * @param setup a shell script that runs in it first
   * @param trouble what happens to it once its {@link Peer} serves
   */
  public Host(String setup, Consumer<Host> trouble) {
    this.setup = setup;
    this.trouble = trouble;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** The command prefix that runs a command in it. */
  public List<String> enter() {
    return List.of(ip(), "netns", "exec", name);
  }

  private static String ip() {
    return Installed.find("ip").map(Path::toString).orElse("ip");
  }

  /** The folder in which ip-netns(8) finds resolv.conf, hosts and nsswitch.conf. */
  private Path etc() {
    return Path.of("/etc/netns", name);
  }

  /** Its peer; skips the test if such a host cannot be created. */
  public Peer peer() {
    make();
    if (peer == null) {
      peer = Peer.at(setup.contains("del 127") ? "[::1]" : "127.0.0.1", enter());
      trouble.accept(this);
    }
    return peer;
  }

  public void make() {
    if (made) {
      return;
    }
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a network namespace needs root");
    Installed.require("ip");
    assertEquals("", shell(ip() + " netns add " + name), "no network namespace to be had");
    made = true;
    try {
      Files.createDirectories(etc());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(setup);
  }

  /** Runs a shell script in it; $ETC is its folder of files for /etc. */
  public void run(String script) {
    String line = "ETC=%s; export ETC; set -e; %s".formatted(etc(), script);
    Program program =
        Program.start(Circumstance.bash(name, line).inNetwork(enter()).command(List.of()));
    try (program) {
      assertEquals(0, program.exitCode(), program::toString);
    }
  }

  /** Starts a server there. */
  public Program start(String... words) {
    List<String> command = new ArrayList<>(enter());
    command.add(Cell.bin("echoserver"));
    command.addAll(List.of(words));
    return Program.start(command);
  }

  /** Starts a program that runs there until the host is removed, and waits until it is ready. */
  public void keep(String ready, String... words) {
    List<String> command = new ArrayList<>(enter());
    command.addAll(List.of(words));
    Program program = Program.start(command);
    staying.add(program);
    program.awaitStderr(ready);
  }

  private static String shell(String line) {
    try (Program program = Program.shell(line)) {
      program.exitCode();
      return program.stderr();
    }
  }

  @Override
  public void close() {
    staying.forEach(Program::close);
    if (peer != null) {
      peer.close();
    }
    if (made) {
      shell(ip() + " netns del " + name + "; rm -rf " + etc());
    }
  }
}
