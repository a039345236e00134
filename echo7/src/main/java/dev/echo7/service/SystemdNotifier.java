package dev.echo7.service;

import dev.echo7.net.failure.FailureText;
import dev.echo7.server.EchoServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports the server's state to systemd (sd_notify(3)) if NOTIFY_SOCKET is set. Otherwise every
 * method does nothing.
 *
 * <p>Its thread reports the number of connections, at most once per second, and checks the event
 * loops as often as WATCHDOG_USEC requires. The last loop to respond sends the watchdog message, so
 * a stuck loop prevents it.
 */
public final class SystemdNotifier implements AutoCloseable {
  private static final long STATUS_EVERY_MS = 1_000;

  /** More than enough for the rest of the shutdown, after the drain. */
  private static final Duration END = Duration.ofSeconds(10);

  private final @Nullable NotifySocket socket;
  private final EchoServer server;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("systemd").factory());
  private CompletableFuture<Void> pulse = CompletableFuture.completedFuture(null);
  private volatile String doing = "";
  private String statusTold = "";

  private SystemdNotifier(@Nullable NotifySocket socket, EchoServer server) {
    this.socket = socket;
    this.server = server;
  }

  /**
   * Reports that the server is ready: every endpoint listens.
   *
   * @param complaints receives a message for the user if systemd cannot be reached
   */
  public static SystemdNotifier begin(
      Map<String, String> environment, EchoServer server, Consumer<String> complaints) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    NotifySocket socket = null;
    if (!address.isEmpty()) {
      try {
        socket = NotifySocket.open(address);
        socket.send("READY=1\nSTATUS=" + text(server.connections()));
      } catch (IOException e) {
        complaints.accept(
            "cannot notify systemd at NOTIFY_SOCKET=" + address + ": " + FailureText.of(e));
      }
    }
    SystemdNotifier talk = new SystemdNotifier(socket, server);
    if (socket != null) {
      talk.tellAsTimeGoes(watchdogPeriodMs(environment, ProcessHandle.current().pid()));
    }
    return talk;
  }

  private void tellAsTimeGoes(long beatEveryMs) {
    thread.scheduleAtFixedRate(
        () -> goOn(this::tellStatus), STATUS_EVERY_MS, STATUS_EVERY_MS, TimeUnit.MILLISECONDS);
    if (beatEveryMs > 0) {
      thread.scheduleAtFixedRate(() -> goOn(this::beat), 0, beatEveryMs, TimeUnit.MILLISECONDS);
    }
  }

  /** An executor cancels a periodic task that throws; here the next run may succeed. */
  private static void goOn(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      // A missed heartbeat is what the watchdog is for.
    }
  }

  /** Half of the watchdog's timeout, as sd_watchdog_enabled(3) advises; 0 for no watchdog. */
  private static long watchdogPeriodMs(Map<String, String> environment, long pid) {
    String time = environment.getOrDefault("WATCHDOG_USEC", "");
    String meantFor = environment.getOrDefault("WATCHDOG_PID", String.valueOf(pid));
    if (!time.matches("[0-9]{1,18}") || !meantFor.equals(String.valueOf(pid))) {
      return 0;
    }
    return TimeUnit.MICROSECONDS.toMillis(Long.parseLong(time)) / 2;
  }

  /** Configuration is being read again, until {@link #reloaded}. */
  public void reloading() {
    // On Linux, System.nanoTime() is CLOCK_MONOTONIC.
    tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  public void reloaded() {
    tell("READY=1");
  }

  /** The drain begins. Extends systemd's timeout by the time that it may take. */
  public void stopping(Duration drainTimeout) {
    doing = "draining, ";
    tell(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC="
            + TimeUnit.MILLISECONDS.toMicros(drainTimeout.plus(END).toMillis()));
  }

  private static String text(int connections) {
    return connections + (connections == 1 ? " connection" : " connections");
  }

  private void tellStatus() {
    String status = doing + text(server.connections());
    if (!status.equals(statusTold)) {
      statusTold = status;
      tell("STATUS=" + status);
    }
  }

  /** Checks all loops, once all have responded to the previous check. */
  private void beat() {
    if (!pulse.isDone()) {
      return;
    }
    try {
      pulse = server.pulse().thenRun(() -> tell("WATCHDOG=1"));
    } catch (RejectedExecutionException e) {
      // The drain is over: the loops have ended.
    }
  }

  /** A message is lost while systemd re-executes itself; the next one will arrive. */
  private void tell(String state) {
    if (socket != null) {
      try {
        if (state.startsWith("WATCHDOG") || state.startsWith("STATUS")) {
          socket.offer(state);
        } else {
          socket.send(state);
        }
      } catch (IOException e) {
        // Ignored, since logging it every second would not help.
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
