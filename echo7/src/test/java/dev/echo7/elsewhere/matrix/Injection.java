package dev.echo7.elsewhere.matrix;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.util.ArrayList;
import java.util.List;

/** Makes system calls of a running process fail, by strace, until it is closed. */
public final class Injection implements AutoCloseable {
  private final Program strace;

  private Injection(Program strace) {
    this.strace = strace;
  }

  /**
   * Returns when the fault is in place.
   *
   * @param faults in the syntax of strace: {@code epoll_ctl:error=ENOSPC:when=1}; counted per
   *     thread
   */
  public static Injection into(long pid, String... faults) {
    List<String> command = new ArrayList<>();
    command.add(Installed.require("strace").toString());
    command.addAll(List.of("-f", "-p", String.valueOf(pid), "-o", "/dev/null"));
    for (String fault : faults) {
      command.addAll(List.of("-e", "inject=" + fault));
    }
    Program strace = Program.start(command);
    strace.awaitStderr("attached");
    return new Injection(strace);
  }

  /** Whether the fault is still in place. */
  public boolean isIn() {
    return strace.isAlive();
  }

  /** Removes the fault; the process runs on. */
  @Override
  public void close() {
    strace.signal("TERM");
    strace.exitCode();
    strace.close();
  }
}
