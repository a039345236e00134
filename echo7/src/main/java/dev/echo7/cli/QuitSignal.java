package dev.echo7.cli;

import dev.echo7.posix.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Handles SIGQUIT (Ctrl-\\). The JVM prints a thread dump on it and lets no program handle it, so
 * sigaction(2) replaces the JVM's handler here. Linux only.
 *
 * <p>A handler may interrupt the JVM anywhere, so it cannot be Java code, and must be
 * async-signal-safe (signal-safety(7)). It is {@code eventfd_write} itself, which is just a
 * write(2). The kernel calls it with the signal's number, 3, as the descriptor, and a non-zero
 * pointer as the value. Descriptor 3 is an eventfd, which our thread reads; the launcher keeps that
 * number free.
 */
public final class QuitSignal {
  private static final int SIGQUIT = 3;
  private static final Path OF_THAT_NUMBER = Path.of("/proc/self/fd/3");
  private static final int SA_SIGINFO = 4;
  private static final int SA_RESTART = 0x1000_0000;
  private static final int EFD_CLOEXEC = 0x8_0000;

  /** struct sigaction: the handler, a mask of 128 bytes, the flags, and a pointer. */
  private static final int ACTION_BYTES = 152;

  private static final int FLAGS_AT = 136;

  private QuitSignal() {}

  /**
   * Runs an action, on a thread of its own, on each SIGQUIT from now on. Does nothing on other
   * systems, or if our launcher did not start the program.
   */
  public static void handle(Runnable action) {
    try {
      if (System.getProperty("os.name", "").equals("Linux") && isKeptFree()) {
        CLibrary library = new CLibrary();
        int event = install(library);
        Thread.ofPlatform().name("sigquit").daemon().start(() -> serve(library, event, action));
      }
    } catch (IOException e) {
      // The signal keeps its usual effect on a Java program.
    }
  }

  private static boolean isKeptFree() throws IOException {
    return Files.isSymbolicLink(OF_THAT_NUMBER)
        && Files.readSymbolicLink(OF_THAT_NUMBER).equals(Path.of("/dev/null"));
  }

  private static int install(CLibrary library) throws IOException {
    int event = (int) library.eventfd().with(0, EFD_CLOEXEC);
    library.duplicateTo().with(event, SIGQUIT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(ACTION_BYTES, Long.BYTES);
      action.set(ValueLayout.ADDRESS, 0, library.addressOf("eventfd_write"));
      action.set(ValueLayout.JAVA_INT, FLAGS_AT, SA_SIGINFO | SA_RESTART);
      library.sigaction().with(SIGQUIT, action, MemorySegment.NULL);
    }
    return event;
  }

  private static void serve(CLibrary library, int event, Runnable action) {
    CLibrary.Call read = library.read();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Long.BYTES, Long.BYTES);
      while (true) {
        read.with(event, value, (long) Long.BYTES);
        action.run();
      }
    } catch (IOException e) {
      // The program is ending.
    }
  }
}
