package dev.echo7.client.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The handshake of a client (RFC 8446, section 2; RFC 5246, section 7.3), over a transport that may
 * wait or not. Used once, on one thread.
 */
final class TlsHandshake {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Transport transport;
  private final SSLEngine engine;
  private final FirstAnswer firstAnswer = new FirstAnswer();
  private boolean begun;

  /** Carries the records of a handshake. */
  interface Transport {
    /**
     * Sends a record. A server that has given up may not accept it, but its alert must still be
     * read, so a failure shows in the next {@link #receive}.
     *
     * @return whether another one may be sent at once
     */
    boolean send(ByteBuffer record);

    /**
     * Adds what came to a buffer, and leaves that ready to be read.
     *
     * @return false if nothing has come, and it does not wait
     * @throws HandshakeCutException at the end of the stream
     * @throws SocketTimeoutException if it has waited too long
     */
    boolean receive(ByteBuffer inbound) throws IOException;
  }

  TlsHandshake(Transport transport, SSLEngine engine) {
    this.transport = transport;
    this.engine = engine;
  }

  /**
   * Goes on until the handshake is over or the transport does not wait.
   *
   * @param inbound ready to be read; at the end, has the bytes that came after the handshake
   * @param outbound for one record
   * @param plain for the content of one record
   * @return whether the handshake is over
   * @throws IOException if it fails; {@link TlsFailure} explains why
   */
  boolean proceed(ByteBuffer inbound, ByteBuffer outbound, ByteBuffer plain) throws IOException {
    if (!begun) {
      begun = true;
      engine.beginHandshake();
    }
    try {
      return isOver(inbound, outbound, plain);
    } catch (SSLException e) {
      sayWhy(outbound);
      throw e;
    }
  }

  private boolean isOver(ByteBuffer inbound, ByteBuffer outbound, ByteBuffer plain)
      throws IOException {
    boolean mayGoOn = true;
    while (mayGoOn) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> mayGoOn = send(outbound);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> mayGoOn = receive(inbound, plain);
        case FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
      }
    }
    return false;
  }

  private boolean send(ByteBuffer outbound) throws IOException {
    SSLEngineResult result = engine.wrap(NOTHING, outbound.clear());
    boolean hasRoom = transport.send(outbound.flip());
    if (result.getStatus() == Status.CLOSED) {
      throw new SSLException("the server closed TLS before the end of the handshake");
    }
    return hasRoom;
  }

  private boolean receive(ByteBuffer inbound, ByteBuffer plain) throws IOException {
    if (!firstAnswer.isTls(inbound)) {
      return transport.receive(inbound);
    }
    SSLEngineResult result = engine.unwrap(inbound, plain.clear());
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      return transport.receive(inbound);
    }
    if (result.getStatus() == Status.CLOSED) {
      throw new SSLException("the server closed TLS before the end of the handshake");
    }
    return true;
  }

  /** Sends the alert that tells the server the reason. */
  private void sayWhy(ByteBuffer outbound) {
    try {
      engine.closeOutbound();
      boolean hasRoom = true;
      while (hasRoom
          && !engine.isOutboundDone()
          && engine.wrap(NOTHING, outbound.clear()).bytesProduced() > 0) {
        hasRoom = transport.send(outbound.flip());
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
