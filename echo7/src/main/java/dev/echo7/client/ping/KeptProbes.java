package dev.echo7.client.ping;

import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends probes on one connection that is kept open: the calling thread sends what is due, another
 * one receives. If the connection fails, the next probe that is due opens another one.
 */
final class KeptProbes {
  private final PingState state;
  private final ProbeConnector connector;
  private @Nullable ProbeLine line;
  private int connections;

  KeptProbes(PingState state, ProbeConnector connector) {
    this.state = state;
    this.connector = connector;
  }

  void run() {
    try {
      while (state.awaitDue(this::isOpen)) {
        ProbeLine usable = isOpen() ? line : connect();
        if (usable != null) {
          usable.send();
        }
      }
    } finally {
      end();
    }
  }

  private boolean isOpen() {
    return line != null && !line.isBroken();
  }

  /**
   * Opens a connection; returns null if that fails, which counts as an error of the probe that is
   * due.
   */
  private @Nullable ProbeLine connect() {
    end();
    try {
      ProbeWire wire = connector.open(false).wire();
      line = new ProbeLine(state, connector, wire, ++connections);
      if (connections == 1) {
        state.begin();
      }
    } catch (IOException e) {
      failed(e);
    }
    return line;
  }

  private void failed(IOException reason) {
    if (state.isStopped()) {
      return;
    }
    long sequence = state.attempt().sequence();
    if (state.isOver()) {
      state.error(sequence, "no connection within the deadline (-w)");
    } else if (ThisMachine.keptFromConnecting(reason)) {
      state.notSent(sequence, ThisMachine.words(reason, null));
    } else {
      state.error(sequence, FailureText.of(reason));
    }
  }

  private void end() {
    ProbeLine current = line;
    if (current != null) {
      current.close();
      line = null;
      connector.release();
    }
  }
}
