package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bin/echoserver tells a service manager, by the protocol of sd_notify(3). */
final class SystemdNotifyIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsItsLifeFromReadyToStopping(boolean abstractName) throws IOException {
    String name = "echo7-" + ProcessHandle.current().pid();
    String path = folder.resolve("notify").toString();
    try (UnixInbox systemd = UnixInbox.at(abstractName ? "\0" + name : path);
        Program server = server(Map.of("NOTIFY_SOCKET", abstractName ? "@" + name : path))) {
      assertEquals("READY=1\nSTATUS=0 connections", systemd.await(message -> true));
      assertTrue(server.awaitStderr("listening on").isAlive());
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
        assertTrue(client.isConnected());
        systemd.await("STATUS=1 connection"::equals);
      }
      int before = systemd.messages().size();
      systemd.await(before - 1, "STATUS=0 connections"::equals);
      server.signal("HUP");
      assertTrue(systemd.await(m -> m.startsWith("RELOADING=1\nMONOTONIC_USEC=")).length() > 30);
      systemd.await("READY=1"::equals);
      server.signal("TERM");
      systemd.await("STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000"::equals);
      assertEquals(0, server.exitCode(), server::toString);
      assertFalse(systemd.messages().stream().anyMatch(m -> m.startsWith("WATCHDOG")));
    }
  }

  @Test
  void feedsTheWatchdogTwiceAPeriod() throws IOException {
    String path = folder.resolve("notify").toString();
    try (UnixInbox systemd = UnixInbox.at(path);
        Program server = server(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "1000000"))) {
      systemd.await(m -> m.startsWith("READY=1"));
      long startNs = System.nanoTime();
      while (systemd.messages().stream().filter("WATCHDOG=1"::equals).count() < 5) {
        systemd.await(systemd.messages().size(), "WATCHDOG=1"::equals);
      }
      assertTrue(System.nanoTime() - startNs < 10_000_000_000L, "four halves of a second");
      // A server whose threads do not run is as good as stuck.
      server.signal("STOP");
      int before = systemd.messages().size();
      server.signal("CONT");
      systemd.await(before, "WATCHDOG=1"::equals);
    }
  }

  @Test
  void leavesTheWatchdogOfAnotherProcessAlone() throws IOException {
    String path = folder.resolve("notify").toString();
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", "1");
    try (UnixInbox systemd = UnixInbox.at(path);
        Program server = server(environment)) {
      systemd.await(m -> m.startsWith("READY=1"));
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
      assertFalse(systemd.messages().contains("WATCHDOG=1"));
    }
  }

  @Test
  void servesAndSaysSoWhereNobodyListensToNotifications() {
    String path = folder.resolve("nobody").toString();
    try (Program server = server(Map.of("NOTIFY_SOCKET", path))) {
      server.awaitStderr("cannot notify systemd at NOTIFY_SOCKET=" + path);
      server.awaitStderr("listening on");
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  private static Program server(Map<String, String> environment) {
    ProcessBuilder builder = Program.builder("bin/echoserver", "-q", "127.0.0.1:0");
    builder.environment().putAll(environment);
    return Program.start(builder);
  }

  private static int port(Program server) {
    return Integer.parseInt(
        server.stderr().replaceFirst("(?s).*tcp 127\\.0\\.0\\.1:(\\d+).*", "$1"));
  }
}
