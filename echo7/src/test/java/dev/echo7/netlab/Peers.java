package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A plain server and client in Python (peer.py), which know nothing of echoes and of us. */
final class Peers {
  static final String PORT = "7000";

  /** What a client prints in place of an answer that did not come. */
  static final String NONE = "none";

  private Peers() {}

  /** A server that answers "SECONDS WORDS" after that time with "ADDRESS PORT WORDS". */
  static Program serve(Node node) {
    return node.start(python("serve", PORT)).awaitStdout("ready\n");
  }

  /**
   * A client that sends one message after the other, each after the answer to the last.
   *
   * @param kind udp or tcp
   * @param source the source port; 0 for any
   */
  static Program ask(
      Node node, String kind, Node server, int source, String timeoutS, List<String> messages) {
    List<String> words = new ArrayList<>(List.of(kind, server.address(), PORT, "" + source));
    words.add(timeoutS);
    words.addAll(messages);
    return node.start(python(words.toArray(String[]::new)));
  }

  /** The answers of a client, in the order of its messages. */
  static List<Answer> answers(Program client) {
    assertEquals(0, client.exitCode(), client::toString);
    return client.stdout().lines().map(Answer::of).toList();
  }

  /**
   * An answer.
   *
   * @param ms the round trip; 0 if none came
   * @param text what the server answered
   */
  record Answer(double ms, String text) {
    static Answer of(String line) {
      String[] words = line.split(" ", 2);
      return words[0].equals(NONE)
          ? new Answer(0, NONE)
          : new Answer(Double.parseDouble(words[0]), words[1]);
    }

    /** Where the message came from, as the server saw it. */
    String address() {
      return text.split(" ", -1)[0];
    }

    int port() {
      return Integer.parseInt(text.split(" ", -1)[1]);
    }
  }

  private static String[] python(String... words) {
    List<String> command =
        new ArrayList<>(List.of(Installed.require("python3").toString(), script().toString()));
    command.addAll(List.of(words));
    return command.toArray(String[]::new);
  }

  private static Path script() {
    try {
      return Path.of(Objects.requireNonNull(Peers.class.getResource("peer.py")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
