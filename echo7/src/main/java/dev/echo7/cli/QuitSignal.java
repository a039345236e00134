package dev.echo7.cli;

import dev.echo7.posix.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SIGQUIT (Ctrl-\\), which the JVM answers with a dump of its threads on standard output, and lets
 * no program handle: here sigaction(2) takes it from the JVM. Linux only.
 *
 * <p>A handler may interrupt the JVM anywhere, so it can be no Java code, and of C only what is
 * async-signal-safe (signal-safety(7)). It is {@code eventfd_write} itself, no more than a
 * write(2): the kernel calls it with the number of the signal, 3, as the descriptor, and with a
 * pointer, which is not 0, as the value. Descriptor 3 is an eventfd, which a thread of ours reads;
 * the launcher has kept that number free.
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
   * Has each SIGQUIT from now on run an action, on a thread of its own. Elsewhere, and for a
   * program that was not started by our launcher, does nothing.
   */
  public static void handle(Runnable action) {
    try {
      if (System.getProperty("os.name", "").equals("Linux") && isKeptFree()) {
        CLibrary library = new CLibrary();
        int event = install(library);
        Thread.ofPlatform().name("sigquit").daemon().start(() -> serve(library, event, action));
      }
    } catch (IOException e) {
      // What the signal does then is what it does to every Java program.
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
