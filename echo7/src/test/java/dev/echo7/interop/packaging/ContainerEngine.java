package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.netlab.TwoHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Buildah and Podman with a store of their own in the build folder, where no registry is asked: the
 * image that ours stands on is made of {@link DebianRoot}. Gone after {@link #close}.
 *
 * <p>Podman runs containers by runc, which works with the control groups of every machine, and with
 * limits below those that a machine may refuse to raise.
 */
final class ContainerEngine implements AutoCloseable {
  static final String IMAGE = "localhost/echo7";
  private static final String BASE = "docker.io/library/debian:bookworm-slim";

  private final Path store;

  /** What runs now; Podman wants a short path. */
  private final Path state;

  /** One that copies nothing; but overlays do not stand on overlays, as in a container. */
  private final String driver;

  private ContainerEngine(Path store, Path state) throws IOException {
    this.store = store;
    this.state = state;
    this.driver = Files.getFileStore(store).type().equals("overlay") ? "vfs" : "overlay";
  }

  /** With our image built; skips the test where it cannot be. */
  static ContainerEngine create() throws IOException {
    Path base = DebianRoot.base();
    Packages.debianPackage();
    List.of("buildah", "podman", "runc").forEach(Installed::require);
    Path store = Files.createTempDirectory(base.getParent(), "containers-");
    ContainerEngine engine = new ContainerEngine(store, Files.createTempDirectory("echo7-"));
    try {
      engine.makeBase(base);
      engine.buildah(
          "bud --pull-never --isolation chroot --format docker -t "
              + IMAGE
              + " -f deploy/container/Containerfile .");
      return engine;
    } catch (AssertionError e) {
      engine.close();
      throw e;
    }
  }

  private void makeBase(Path root) throws IOException {
    Path tar = state.resolve("base.tar");
    DebianRoot.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
    buildah("from --name base scratch");
    buildah("add base " + tar + " /");
    buildah("commit --rm base " + BASE);
    Files.delete(tar);
  }

  /** Starts a container of our image, in front, with the server's end of the cable. */
  Program run(String name, TwoHosts hosts, List<String> arguments) {
    List<String> words =
        podman("run --rm --no-healthcheck --ulimit nofile=1024:1024 --ulimit nproc=1024:1024");
    // As deploy/kubernetes asks for it; Podman's own read-only root has a /tmp otherwise.
    words.addAll(List.of("--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL"));
    words.addAll(List.of("--security-opt", "no-new-privileges"));
    words.addAll(List.of("--network", "ns:" + hosts.serverPath(), "--name", name, IMAGE));
    words.addAll(arguments);
    return Program.start(words);
  }

  /** Runs a command in a container; returns its exit code. */
  int exec(String name, List<String> command) {
    List<String> words = podman("exec " + name);
    words.addAll(command);
    try (Program program = Program.start(words)) {
      return program.exitCode();
    }
  }

  String shell(String name, String line) {
    List<String> words = podman("exec " + name + " sh -c");
    words.add(line);
    return succeed(words);
  }

  /**
   * Stops a container as an engine does: its image's signal, and SIGKILL when that is not enough.
   */
  void stop(String name) {
    succeed(podman("stop --time 15 " + name));
  }

  void signal(String name, String signal) {
    succeed(podman("kill --signal " + signal + " " + name));
  }

  /** Of the image, by a template of Go. */
  String inspect(String template) {
    List<String> words = podman("image inspect --format");
    words.addAll(List.of(template, IMAGE));
    return succeed(words).strip();
  }

  private void buildah(String line) {
    List<String> words = new ArrayList<>(List.of("buildah"));
    words.addAll(store());
    words.addAll(List.of(line.split(" ", -1)));
    DebianRoot.run(words.toArray(String[]::new));
  }

  private List<String> podman(String line) {
    List<String> words = new ArrayList<>(List.of("podman"));
    words.addAll(store());
    words.addAll(List.of("--cgroup-manager", "cgroupfs", "--runtime", "runc"));
    words.addAll(List.of(line.split(" ", -1)));
    return words;
  }

  private List<String> store() {
    return List.of("--root=" + store, "--runroot=" + state, "--storage-driver=" + driver);
  }

  private static String succeed(List<String> command) {
    try (Program program = Program.start(command)) {
      assertEquals(0, program.exitCode(), program::toString);
      return program.stdout();
    }
  }

  @Override
  public void close() {
    succeed(podman("rm --all --force"));
    DebianRoot.run("rm", "-rf", "--one-file-system", store.toString(), state.toString());
  }
}
