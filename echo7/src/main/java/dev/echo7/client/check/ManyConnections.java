package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Checks many connections in turns: each gets its own bytes, and none of another's. */
final class ManyConnections {
  private static final int CONNECTIONS = 100;
  private static final int ROUNDS = 10;
  private static final int ROUND_BYTES = 256;

  private final CheckTarget target;
  private final List<CheckedConnection> connections = new ArrayList<>();
  private final List<EchoPayload> payloads = new ArrayList<>();

  private ManyConnections(CheckTarget target) {
    this.target = target;
  }

  static CheckVerdict interleaved(CheckTarget target) throws IOException {
    ManyConnections many = new ManyConnections(target);
    try {
      many.open();
      for (int round = 0; round < ROUNDS; round++) {
        many.talk((long) round * ROUND_BYTES);
      }
      many.end();
      return new Ok("");
    } finally {
      many.connections.forEach(CheckedConnection::close);
    }
  }

  private void open() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      try {
        connections.add(target.connect());
      } catch (ConnectFailedException e) {
        if (e.isOurs()) {
          throw e;
        }
        throw new NotEchoException(place(i) + ": cannot connect: " + FailureText.of(e));
      }
      payloads.add(target.payload((long) ROUNDS * ROUND_BYTES));
      connections.get(i).compareWith(payloads);
    }
  }

  private static String place(int index) {
    return "connection " + (index + 1) + " of " + CONNECTIONS;
  }

  /** Sends on all connections, then receives on all. */
  private void talk(long from) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      try {
        connections.get(i).send(payloads.get(i), from, from + ROUND_BYTES);
      } catch (NotEchoException e) {
        throw e.at(place(i));
      }
    }
    for (int i = 0; i < CONNECTIONS; i++) {
      try {
        connections.get(i).expect(payloads.get(i), from, from + ROUND_BYTES);
      } catch (NotEchoException e) {
        throw e.at(place(i));
      }
    }
  }

  private void end() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      try {
        connections.get(i).halfClose();
        connections.get(i).expectNoMore(payloads.get(i));
      } catch (NotEchoException e) {
        throw e.at(place(i));
      }
    }
  }
}
