package dev.echo7.elsewhere.matrix;

import dev.echo7.interop.Program;
import dev.echo7.netlab.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host of the matrix, set up by a script. Created when first needed, and removed by
 * {@link #close}.
 */
public final class Host implements AutoCloseable {
  public static final String LOOPBACK = "ip link set lo up; ";

  private final Node node = new Node("elsewhere");
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

  /** The command prefix that runs a command in it. */
  public List<String> enter() {
    return node.command();
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

  /** Creates it, if that is not done; skips the test if it cannot be created. */
  public void make() {
    if (!made) {
      node.make();
      made = true;
      run(setup);
    }
  }

  /** Runs a shell script in it; $ETC is its folder of files for /etc. */
  public void run(String script) {
    node.run(script);
  }

  /** Starts a server there. */
  public Program start(String... words) {
    String[] command = new String[words.length + 1];
    command[0] = Cell.bin("echoserver");
    System.arraycopy(words, 0, command, 1, words.length);
    return node.start(command);
  }

  /** Starts a program that runs there until the host is removed, and waits until it is ready. */
  public void keep(String ready, String... words) {
    Program program = node.start(words);
    staying.add(program);
    program.awaitStderr(ready);
  }

  @Override
  public void close() {
    staying.forEach(Program::close);
    if (peer != null) {
      peer.close();
    }
    node.close();
  }
}
