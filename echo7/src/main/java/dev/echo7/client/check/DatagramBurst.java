package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.check.CheckVerdict.Skipped;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Sends many datagrams at once. UDP may lose some on the way and in the buffers of both kernels, so
 * losses are only reported. But a buffer of the usual size holds some hundred, so a server that
 * answers fewer than half of {@value #COUNT} fails.
 */
final class DatagramBurst {
  private static final int COUNT = 1000;
  private static final int BYTES = 64;
  private static final int NUMBER_BYTES = 4;

  private final CheckTarget target;
  private final DatagramSession session;
  private final List<EchoPayload> payloads = new ArrayList<>();
  private final BitSet answered = new BitSet(COUNT);
  private int duplicates;
  private int late;
  private int newest = -1;
  private int refused;
  private int notSent;
  private String reason = "";

  private DatagramBurst(CheckTarget target, DatagramSession session) {
    this.target = target;
    this.session = session;
  }

  static CheckVerdict run(CheckTarget target) throws IOException {
    try (DatagramSession session = target.datagrams()) {
      return new DatagramBurst(target, session).run();
    }
  }

  private CheckVerdict run() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      byte[] random = target.payload(BYTES).bytes(0, BYTES);
      ByteBuffer.wrap(random).putInt(0, i);
      payloads.add(EchoPayload.of(random));
      send(random);
    }
    if (notSent == COUNT) {
      return Skipped.hindered(reason);
    }
    receiveAll();
    return verdict();
  }

  private void send(byte[] datagram) throws IOException {
    try {
      session.send(ByteBuffer.wrap(datagram), this::refused);
    } catch (NotSentException e) {
      notSent++;
      reason = FailureText.of(e);
    }
  }

  private void refused(String why) {
    refused++;
    reason = why;
  }

  /** Receives until all are back, or nothing has come for a fifth of the time limit. */
  private void receiveAll() throws IOException {
    ByteBuffer came = ByteBuffer.allocate(2 * BYTES);
    Duration quiet = target.patience().dividedBy(5);
    int before;
    do {
      before = refused;
      while (answered.cardinality() < COUNT
          && session.receive(came.clear(), quiet, this::refused)) {
        take(came.flip());
      }
      while (session.receive(came.clear(), quiet.dividedBy(5), this::refused)) {
        take(came.flip());
      }
    } while (refused > before); // An ICMP error ended the wait; more replies may come.
  }

  private void take(ByteBuffer came) throws IOException {
    int number = came.remaining() < NUMBER_BYTES ? -1 : came.getInt(0);
    if (number < 0 || number >= COUNT) {
      throw new NotEchoException("corrupted: a reply that matches no datagram");
    }
    try {
      PayloadMismatch.refuse(payloads.get(number), came);
    } catch (NotEchoException e) {
      throw e.at("datagram " + (number + 1) + " of " + COUNT);
    }
    if (answered.get(number)) {
      duplicates++;
    }
    late += number < newest ? 1 : 0;
    newest = Math.max(newest, number);
    answered.set(number);
  }

  private CheckVerdict verdict() throws NotEchoException {
    int sent = COUNT - notSent;
    int lost = sent - answered.cardinality();
    String figures =
        lost + " of " + sent + " lost, " + duplicates + " duplicated, " + late + " out of order";
    if (refused > 0) {
      figures += "; " + refused + " refused: " + reason;
    }
    if (notSent > 0) {
      figures += "; " + notSent + " more could not be sent: " + reason;
    }
    if (duplicates > 0) {
      throw new NotEchoException("duplicated: " + figures);
    }
    if (2 * lost > sent) {
      throw new NotEchoException("lost: " + figures + "; first lost: " + firstLost());
    }
    return new Ok(figures);
  }

  private String firstLost() {
    return "datagram " + (answered.nextClearBit(0) + 1);
  }
}
