package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.util.ArrayList;
import java.util.List;

/** An independent client: checks that a server's endpoint echoes. */
public final class Asking {
  private static final String WORD = "abc";
  private static final int TRIES = 5;

  private Asking() {}

  /** Fails if no echo comes; a datagram may be lost, and is sent again. */
  public static void assertEchoes(List<String> network, Listening listening, String local) {
    boolean datagrams = listening.transport().equals("udp");
    String back = "";
    for (int i = 0; i < (datagrams ? TRIES : 1) && back.isEmpty(); i++) {
      back = answer(network, listening.socat(local), datagrams ? "0.3" : "10");
    }
    assertEquals(WORD, back, () -> "no echo from " + listening);
  }

  private static String answer(List<String> network, String address, String patience) {
    List<String> command = new ArrayList<>(network);
    command.add(Installed.require("socat").toString());
    command.addAll(List.of("-t", patience, "-", address));
    try (Program socat = Program.start(command)) {
      socat.feed(WORD).endInput();
      socat.exitCode();
      return socat.stdout();
    }
  }
}
