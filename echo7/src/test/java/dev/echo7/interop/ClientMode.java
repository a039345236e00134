package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.packaging.Installed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A mode of {@code bin/echoclient}. Blanks separate the words of its command lines.
 *
 * @param name {@code ping}
 */
public record ClientMode(String name) {
  public static final ClientMode PING = new ClientMode("ping");
  public static final ClientMode LOAD = new ClientMode("load");

  /** What is to be true of a program that runs against a server. */
  public interface Claim {
    void of(Program client, ServerProgram server) throws Exception;
  }

  /** Starts it. */
  public Program start(String line) {
    return Program.start(command("bin/echoclient", line));
  }

  private List<String> command(String program, String line) {
    List<String> command = new ArrayList<>(List.of(program.split(" ", -1)));
    command.add(name);
    command.addAll(List.of(line.strip().split(" ", -1)));
    return command;
  }

  /** Checks a claim against a quiet server of ours. */
  public void against(String options, Claim claim) throws Exception {
    against("bin/echoclient", options, claim);
  }

  /** The same where the program must notice SIGINT, which a build may have told it to ignore. */
  public void interruptibleAgainst(String options, Claim claim) throws Exception {
    against("env --default-signal=INT bin/echoclient", options, claim);
  }

  private void against(String program, String options, Claim claim) throws Exception {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program client = Program.start(command(program, options + " 127.0.0.1 " + server.port()))) {
      claim.of(client, server);
    }
  }

  /** Checks a claim against a server of others, whose command line has PORT in it. */
  public void againstOther(String server, String options, Consumer<Program> claim) {
    int port = Machine.freePort();
    try (Program other = Program.start(Installed.command(server, port))) {
      Ports.awaitListener(port, other);
      try (Program client = start(options + " 127.0.0.1 " + port)) {
        claim.accept(client);
      }
    }
  }

  /** A usage error is one line on standard error with the culprit and the cure, and exit code 2. */
  public void assertRefused(String line, String culprit, String cure) {
    Machine.requireNameServerFor(line);
    try (Program client = start(line)) {
      assertEquals(2, client.exitCode(), client::toString);
      assertEquals(1, client.stderr().lines().count(), client::toString);
      assertTrue(client.stderr().contains(culprit), client::toString);
      assertTrue(client.stderr().contains(cure), client::toString);
      assertEquals("", client.stdout());
    }
  }
}
