package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A clean Debian 12 of its own, without Java, to install in and to look at; gone after {@link
 * #close}. The one that all are copied from is made once and stays in the build folder.
 */
final class DebianRoot implements AutoCloseable {
  private static final Path FOLDER = Path.of("target/debian").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final AtomicInteger COPIES = new AtomicInteger();

  /** Nothing of this machine's environment: it may name a Java. */
  private static final List<String> ENVIRONMENT =
      List.of("env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private final Path path;

  private DebianRoot(Path path) {
    this.path = path;
  }

  /** Skips the test where none can be made. */
  static DebianRoot create() throws IOException {
    Path base = base();
    Path path =
        FOLDER.resolve("copy-" + ProcessHandle.current().pid() + "-" + COPIES.incrementAndGet());
    run("cp", "-a", "--reflink=auto", base.toString(), path.toString());
    return new DebianRoot(path);
  }

  /** Debian as it comes, which is not to be changed. */
  static synchronized Path base() throws IOException {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a Debian of its own needs root");
    Installed.require("debootstrap");
    Path base = FOLDER.resolve("root");
    if (!Files.exists(base)) {
      Files.createDirectories(FOLDER);
      run("echo7/src/test/debian/make-root", base.toString());
    }
    return base;
  }

  /** What may take minutes where others use the disk too. */
  static void run(String... command) {
    try (Program program = Program.start(command)) {
      assertEquals(0, program.exitCodeWithin(PATIENCE), program::toString);
    }
  }

  /** The path, here, of one that is absolute in there. */
  Path resolve(String pathInside) {
    return path.resolve(pathInside.substring(1));
  }

  /** A command line that runs in there, with a /proc; it becomes the command, under its own pid. */
  List<String> inside(List<String> command) {
    String script = "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
    List<String> words =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, path.toString()));
    words.addAll(ENVIRONMENT);
    words.addAll(command);
    return words;
  }

  Program start(String... command) {
    return Program.start(inside(List.of(command)));
  }

  /** Runs a line of the shell in there, which must succeed; returns what it wrote. */
  String shell(String line) {
    try (Program program = start("sh", "-c", line)) {
      assertEquals(0, program.exitCode(), program::toString);
      return program.stdout();
    }
  }

  void install() throws IOException {
    Files.copy(Packages.debianPackage(), resolve("/echo7.deb"));
    shell("dpkg --force-unsafe-io -i /echo7.deb && rm /echo7.deb");
  }

  @Override
  public void close() {
    run("rm", "-rf", "--one-file-system", path.toString());
  }
}
