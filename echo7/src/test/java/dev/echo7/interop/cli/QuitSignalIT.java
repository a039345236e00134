package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import dev.echo7.interop.packaging.Installed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SIGQUIT (Ctrl-\), which the JVM would answer with a thread dump in the middle of standard output.
 */
final class QuitSignalIT {
  /** 128 + SIGQUIT. */
  private static final int ENDED_BY_IT = 131;

  @Test
  void endsLineModeAsItEndsAnyProgram() {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program client = heeding("bin/echoclient", "127.0.0.1:" + server.port())) {
      client.feed("one\n").awaitStdout("one\n");
      client.signal("QUIT");
      assertEquals(ENDED_BY_IT, client.exitCode(), client::toString);
      assertEquals("one\n", client.stdout());
      assertEquals("", client.stderr());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tail --json", "ls --watch"})
  void endsEchoctl(String verb) {
    try (ServerProgram server = ServerProgram.start("--admin", "127.0.0.1:0", "127.0.0.1:0")) {
      List<String> words =
          new ArrayList<>(List.of("bin/echoctl", "--admin", AdminPlace.of(server)));
      words.addAll(List.of(verb.split(" ", -1)));
      try (Program control = heeding(words.toArray(String[]::new))) {
        control.awaitStdout("\n");
        control.signal("QUIT");
        assertEquals(ENDED_BY_IT, control.exitCode(), control::toString);
        assertFalse(control.stdout().contains("thread"), control::toString);
        assertEquals("", control.stderr());
      }
    }
  }

  @Test
  void leavesTheJsonLogOfTheServerJson() {
    try (Program server = heeding("bin/echoserver", "-n", "--log", "json", "127.0.0.1:0")) {
      server.awaitStdout("\"event\":\"started\"");
      server.signal("QUIT");
      server.awaitStderr("thread");
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
      for (String line : server.stdout().lines().toList()) {
        assertTrue(line.startsWith("{") && line.endsWith("}"), line);
      }
    }
  }

  @Test
  void changesNothingOfACheck() {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program check = heeding("bin/echoclient", "check", "127.0.0.1:" + server.port())) {
      check.awaitStdout("ok 1 ");
      check.signal("QUIT");
      assertEquals(0, check.exitCode(), check::toString);
      for (String line : check.stdout().lines().toList()) {
        assertTrue(line.matches("(TAP|1\\.\\.|ok |#).*"), line);
      }
      assertEquals("", check.stderr());
    }
  }

  /** At startup, before any of our code runs, it prints nothing or ends the program. */
  @ParameterizedTest
  @ValueSource(strings = {"ping -c 2 -i 0.1", "load -c 2 -d 1s --warmup 0 -R 50"})
  void neverComesBetweenTheLinesOfARunThatBegins(String mode) {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0")) {
      List<String> words = new ArrayList<>(List.of("bin/echoclient"));
      words.addAll(List.of(mode.split(" ", -1)));
      words.add("127.0.0.1:" + server.port());
      try (Program client = heeding(words.toArray(String[]::new))) {
        while (client.isAlive() && client.stdout().isEmpty()) {
          client.signal("QUIT");
        }
        assertTrue(List.of(0, 1, ENDED_BY_IT).contains(client.exitCode()), client::toString);
        assertFalse(client.stdout().contains("thread dump"), client::toString);
        assertFalse(client.stdout().contains("java.base"), client::toString);
        assertFalse(client.stderr().contains("java.base"), client::toString);
      }
    }
  }

  /** As a shell starts a foreground program. */
  private static Program heeding(String... command) {
    List<String> words =
        new ArrayList<>(List.of(Installed.require("env") + "", "--default-signal=QUIT"));
    words.addAll(List.of(command));
    return Program.start(words);
  }
}
