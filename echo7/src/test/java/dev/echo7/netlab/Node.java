package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A virtual host: a network namespace with a name of its own. Its commands can be named before it
 * exists; {@link #make} creates it, {@link #close} removes it with all that still runs in it.
 *
 * <p>The name has the pid of this JVM. If the JVM is killed, the next one that makes a node removes
 * what it left. For one thread.
 */
public final class Node implements AutoCloseable {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final String PREFIX = "echo7-lab-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");
  private static final AtomicInteger NAMED = new AtomicInteger();

  private final String namespace;
  private boolean made;
  private @Nullable String address;

  /**
   * Describes a node; nothing is created yet.
   *
   * @param label for the reader of a list of namespaces
   */
  public Node(String label) {
    this.namespace = PREFIX + pid() + "-" + NAMED.incrementAndGet() + "-" + label;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /**
   * Creates it, without any interface that is up. Skips the test if this machine or this user
   * cannot.
   */
  public Node make() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a network namespace needs root");
    Installed.require("ip");
    removeLeftovers();
    try (Program add = Program.start(ip(), "netns", "add", namespace)) {
      add.exitCode();
      Assumptions.assumeTrue(
          add.stderr().isEmpty(), () -> "no network namespace to be had: " + add.stderr());
    }
    made = true;
    try {
      Files.createDirectories(etc());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The name of its namespace, for ip-netns(8). */
  public String namespace() {
    return namespace;
  }

  /** The file by which a program joins its namespace. */
  public Path path() {
    return NAMESPACES.resolve(namespace);
  }

  /** The folder in which ip-netns(8) finds its resolv.conf, hosts and nsswitch.conf. */
  public Path etc() {
    return Path.of("/etc/netns", namespace);
  }

  /** Its IPv4 address on its first cable. */
  public String address() {
    return Objects.requireNonNull(address, namespace + " has no cable");
  }

  void addressed(String first) {
    if (address == null) {
      address = first;
    }
  }

  /** A command line that runs in it. */
  public List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(ip(), "netns", "exec", namespace));
    command.addAll(List.of(words));
    return command;
  }

  /** Starts a program in it; the caller closes it. */
  public Program start(String... words) {
    return Program.start(command(words));
  }

  /** Runs a script of bash in it, which must succeed; $ETC is its folder of files for /etc. */
  public Node run(String script) {
    output("bash", "-c", "ETC=" + etc() + "; export ETC; set -e; " + script);
    return this;
  }

  /** What a program that must succeed prints there. */
  public String output(String... words) {
    try (Program program = start(words)) {
      assertEquals(0, program.exitCode(), program::toString);
      return program.stdout();
    }
  }

  /** Sets parameters of its kernel: {@code net.ipv4.ip_forward=1}. */
  Node sysctl(String... settings) {
    for (String setting : settings) {
      output("sysctl", "-qw", setting);
    }
    return this;
  }

  /** Loads rules of nft(8) into it: one statement on a line, since nft parses long lines badly. */
  void nft(String rules) {
    try (Program nft = start(Installed.require("nft").toString(), "-f", "-")) {
      nft.feed(rules).endInput();
      assertEquals(0, nft.exitCode(), () -> rules + nft);
    }
  }

  /** How many packets a counter of its rules has counted. */
  long counted(String table, String counter) {
    String listed = output("nft", "list", "counter", "inet", table, counter);
    Matcher packets = Pattern.compile("packets (\\d+)").matcher(listed);
    assertEquals(true, packets.find(), listed);
    return Long.parseLong(packets.group(1));
  }

  @Override
  public void close() {
    if (made) {
      made = false;
      remove(namespace);
    }
  }

  /** Without complaint: what another process has just removed need not be. */
  private static void remove(String namespace) {
    String script =
        "for pid in $(\"$1\" netns pids \"$2\"); do kill -KILL \"$pid\"; done;"
            + " \"$1\" netns del \"$2\"; rm -rf \"/etc/netns/$2\"";
    try (Program removal = Program.start("sh", "-c", script, "sh", ip(), namespace)) {
      removal.exitCode();
    }
  }

  /** Of JVMs that were killed. */
  private static void removeLeftovers() {
    if (!Files.isDirectory(NAMESPACES)) {
      return;
    }
    try (Stream<Path> all = Files.list(NAMESPACES)) {
      all.map(path -> path.getFileName().toString()).filter(Node::isLeftover).forEach(Node::remove);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLeftover(String namespace) {
    Matcher name = NAME.matcher(namespace);
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  private static String ip() {
    return Optional.of("ip").flatMap(Installed::find).map(Path::toString).orElse("ip");
  }
}
