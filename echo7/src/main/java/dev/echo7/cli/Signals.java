package dev.echo7.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * SIGINT, SIGTERM and SIGHUP, which a program can handle only through {@code sun.misc.Signal} (in
 * the supported module jdk.unsupported). It is reached by reflection because javac warns about it,
 * and that warning cannot be suppressed. A signal that the system does not have is ignored.
 */
public final class Signals {
  private static final Map<String, Integer> TERMINATING = Map.of("INT", 2, "TERM", 15);

  /** How often to check for stalled streams. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private Signals() {}

  /**
   * Runs an action, on a thread of its own, on the first SIGINT or SIGTERM. The second one ends the
   * process at once with 128 + its number. The process also ends if, after the first signal, a
   * write to a standard stream blocks because its reader does not read.
   */
  public static void onTermination(Terminal terminal, Runnable first) {
    AtomicBoolean once = new AtomicBoolean();
    TERMINATING.forEach(
        (name, number) ->
            handle(
                name,
                () -> {
                  if (once.compareAndSet(false, true)) {
                    first.run();
                    endIfStalled(terminal, number);
                  } else {
                    Runtime.getRuntime().halt(128 + number);
                  }
                }));
  }

  /**
   * Ends a client's run early: runs an action on the first SIGINT or SIGTERM, as {@link
   * #onTermination} does, and when nobody reads standard output any more.
   */
  public static void onEnd(Terminal terminal, Runnable stop) {
    onTermination(terminal, stop);
    terminal.out().onLoss(stop);
  }

  private static void endIfStalled(Terminal terminal, int number) {
    while (!terminal.isStalled()) {
      LockSupport.parkNanos(LOOK_NS);
    }
    Runtime.getRuntime().halt(128 + number);
  }

  /** Runs an action on each SIGUSR1; on any system, unlike {@link QuitSignal}. */
  public static void onRequest(Runnable action) {
    handle("USR1", action);
  }

  /**
   * Runs an action, on a thread of its own, on each SIGHUP, and replaces the previous action.
   * SIGHUP no longer ends the process.
   */
  public static void onHangup(Runnable action) {
    handle("HUP", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (InvocationTargetException e) {
      // This system does not have the signal, or java -Xrs leaves it to the system.
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw new IllegalStateException("cannot handle SIG" + name, e);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK does not let programs handle SIG" + name, e);
    }
  }
}
