package dev.echo7.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;

/**
 * SIGQUIT (Ctrl-\), which the JVM answers with a dump of its threads on standard output, and lets
 * no program handle: here C's signal(3) takes it from the JVM. Linux only.
 *
 * <p>This is safe because of the thread that it comes to. Linux gives a signal of a process to its
 * first thread if that takes it, and the first thread of the java program does nothing but wait for
 * the end of the others. It holds no lock that a handler could wait for, and runs no Java code that
 * a handler could interrupt.
 */
@SuppressWarnings("restricted") // the launcher grants native access
final class QuitSignal {
  private static final int SIGQUIT = 3;
  private static final Semaphore CAME = new Semaphore(0);

  private QuitSignal() {}

  /**
   * Has each SIGQUIT from now on run an action, on a thread of its own. Elsewhere, does nothing.
   */
  static void handle(Runnable action) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    try {
      install();
    } catch (Throwable e) {
      throw new IllegalStateException("no signal(3) in this C library", e);
    }
    Thread.ofPlatform().name("sigquit").daemon().start(() -> serve(action));
  }

  /** Code and data of the handler live as long as the process. */
  private static void install() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle came =
        MethodHandles.lookup()
            .findStatic(QuitSignal.class, "came", MethodType.methodType(void.class, int.class));
    MemorySegment handler =
        linker.upcallStub(came, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), Arena.global());
    MethodHandle signal =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("signal"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    MemorySegment before = (MemorySegment) signal.invokeExact(SIGQUIT, handler);
    if (before.address() == -1) {
      throw new IllegalStateException("signal(3) refuses SIGQUIT");
    }
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called from C, with the number
  private static void came(int number) {
    CAME.release();
  }

  private static void serve(Runnable action) {
    while (true) {
      CAME.acquireUninterruptibly();
      action.run();
    }
  }
}
