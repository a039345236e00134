package dev.echo7.client.tls;

import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The handshake of a client (RFC 8446, section 2; RFC 5246, section 7.3) on a connected channel,
 * with a time limit. Used once, on one thread.
 */
final class TlsHandshake {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer inbound;
  private final ByteBuffer outbound;
  private final ByteBuffer plain;
  private final FirstAnswer firstAnswer = new FirstAnswer();

  /**
   * @param inbound ready to be read; holds the bytes that came after the handshake
   */
  TlsHandshake(SocketChannel channel, SSLEngine engine, ByteBuffer inbound) {
    this.channel = channel;
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /**
   * Performs the handshake.
   *
   * @throws SocketTimeoutException if the time limit is exceeded
   * @throws IOException for other failures, which {@link TlsFailure} explains
   */
  void run(Duration limit) throws IOException {
    long endNs = AwakeClock.nowNs() + limit.toNanos();
    engine.beginHandshake();
    try {
      while (!step(endNs)) {
        // The engine knows the next step.
      }
    } catch (SSLException e) {
      sayWhy();
      throw e;
    }
  }

  /** Returns true when the handshake is over. */
  private boolean step(long endNs) throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> send();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive(endNs);
      case FINISHED, NOT_HANDSHAKING -> {
        return true;
      }
    }
    return false;
  }

  private void send() throws IOException {
    SSLEngineResult result = engine.wrap(NOTHING, outbound.clear());
    transmit(outbound.flip());
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("the server closed TLS before the end of the handshake");
    }
  }

  /**
   * Sends a record. A server that has given up may not accept it, but its alert must still be read.
   */
  private void transmit(ByteBuffer record) {
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      // The next read finds the server's alert, or the same failure.
    }
  }

  private void receive(long endNs) throws IOException {
    if (!firstAnswer.isTls(inbound)) {
      fill(endNs);
      return;
    }
    SSLEngineResult result = engine.unwrap(inbound, plain.clear());
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      fill(endNs);
    } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("the server closed TLS before the end of the handshake");
    }
  }

  private void fill(long endNs) throws IOException {
    long leftMs = (endNs - AwakeClock.nowNs()) / 1_000_000;
    if (leftMs <= 0) {
      throw new SocketTimeoutException();
    }
    inbound.compact();
    try {
      Socket socket = channel.socket();
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, leftMs));
      InputStream in = socket.getInputStream();
      byte[] came = new byte[inbound.remaining()];
      int count = in.read(came);
      if (count < 0) {
        throw new HandshakeCutException();
      }
      inbound.put(came, 0, count);
    } finally {
      inbound.flip();
    }
  }

  /** Sends the alert that tells the server the reason. */
  private void sayWhy() {
    try {
      engine.closeOutbound();
      while (!engine.isOutboundDone()
          && engine.wrap(NOTHING, outbound.clear()).bytesProduced() > 0) {
        transmit(outbound.flip());
      }
    } catch (SSLException e) {
      // There is no alert to send; the failure is reported to the user all the same.
    }
  }

  /** The server closed the connection during the handshake. */
  static final class HandshakeCutException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
