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
 * with an end to its patience. Used once, on one thread.
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
   * @param inbound ready to be read; holds what came after the handshake when that is over
   */
  TlsHandshake(SocketChannel channel, SSLEngine engine, ByteBuffer inbound) {
    this.channel = channel;
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /**
   * Runs until both sides agree.
   *
   * @throws SocketTimeoutException if that takes too long
   * @throws IOException for all else; {@link TlsFailure} has words for it
   */
  void run(Duration limit) throws IOException {
    long endNs = AwakeClock.nowNs() + limit.toNanos();
    engine.beginHandshake();
    try {
      while (!step(endNs)) {
        // The engine says what is next.
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
      throw new SSLException("the server closed TLS before the handshake was over");
    }
  }

  /** A server that has given up does not take this, and yet what it said before is to be read. */
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
      throw new SSLException("the server closed TLS before the handshake was over");
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

  /** The alert for the server, so that it too knows what went wrong. */
  private void sayWhy() {
    try {
      engine.closeOutbound();
      while (!engine.isOutboundDone()
          && engine.wrap(NOTHING, outbound.clear()).bytesProduced() > 0) {
        transmit(outbound.flip());
      }
    } catch (SSLException e) {
      // Then there is no alert; our own user is told all the same.
    }
  }

  /** The server ended the connection in the middle of the handshake. */
  static final class HandshakeCutException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
