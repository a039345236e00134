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
 * What systemd is told of the server (sd_notify(3)), if it wants to know: NOTIFY_SOCKET is set. If
 * not, everything here does nothing and costs nothing.
 *
 * <p>A thread of its own tells how many connections there are, at most once a second, and asks the
 * event loops for a sign of life as often as WATCHDOG_USEC wants. The last loop to answer tells
 * systemd: one that is stuck keeps the message from being sent.
 */
public final class SystemdNotifier implements AutoCloseable {
  private static final long STATUS_EVERY_MS = 1_000;

  /** What ending takes beside the drain itself, and more. */
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
   * Says that the server is ready: every endpoint listens.
   *
   * @param complaints takes what cannot be told systemd, for the user
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
            "cannot tell systemd at NOTIFY_SOCKET=" + address + ": " + FailureText.of(e));
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

  /** An executor forgets what failed once; here the next time may do, and systemd watches. */
  private static void goOn(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      // A missed heartbeat is what the watchdog is for.
    }
  }

  /** Half of what sd_watchdog_enabled(3) gives, as it advises; 0 for no watchdog. */
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
    // CLOCK_MONOTONIC, as on Linux the JVM's own clock is.
    tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  public void reloaded() {
    tell("READY=1");
  }

  /** The drain begins, and may take that long: systemd must not lose patience before. */
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

  /** Asks all loops again when all have answered. */
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

  /** Not heard while systemd executes itself anew; the next message will be. */
  private void tell(String state) {
    if (socket != null) {
      try {
        if (state.startsWith("WATCHDOG") || state.startsWith("STATUS")) {
          socket.offer(state);
        } else {
          socket.send(state);
        }
      } catch (IOException e) {
        // As above; a console line each second would help nobody.
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
