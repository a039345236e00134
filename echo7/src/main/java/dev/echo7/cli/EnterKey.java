package dev.echo7.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches for Enter on a terminal: the user asks for the statistics so far. Runs on a thread of its
 * own until the process ends.
 *
 * <p>Reads only input that is already there, and only in the foreground: a read in the background
 * stops the whole process (SIGTTIN), and so does a read that began before Ctrl-Z and {@code bg}.
 */
public final class EnterKey {
  private static final Path STATE = Path.of("/proc/self/stat");
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Index in proc_pid_stat(5), counted from the state, the field after the program's name. */
  private static final int PROCESS_GROUP = 2;

  private static final int FOREGROUND_GROUP = 5;

  private EnterKey() {}

  /** Runs an action on each Enter, if standard input and output are a terminal. */
  public static void onEach(FileInputStream in, Runnable action) {
    if (OutputStyle.isTerminal()) {
      Thread.ofPlatform().name("enter").daemon().start(() -> heed(in, action));
    }
  }

  private static void heed(FileInputStream in, Runnable action) {
    try {
      while (true) {
        LockSupport.parkNanos(LOOK_NS);
        for (int left = in.available(); left > 0 && isInForeground(); left--) {
          if (in.read() == '\n') {
            action.run();
          }
        }
      }
    } catch (IOException e) {
      // The terminal is gone.
    }
  }

  /** True if there is no proc(5). */
  private static boolean isInForeground() {
    try {
      String state = Files.readString(STATE, StandardCharsets.ISO_8859_1);
      String[] fields = state.substring(state.lastIndexOf(')') + 2).split(" ", -1);
      return fields[PROCESS_GROUP].equals(fields[FOREGROUND_GROUP]);
    } catch (IOException e) {
      return true;
    }
  }
}
