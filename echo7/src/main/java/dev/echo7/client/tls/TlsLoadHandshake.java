package dev.echo7.client.tls;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.SocketOutput;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A handshake on a non-blocking channel, for an event loop. The engine's own computations run on
 * the loop's thread, since they are a part of the load. Used once, on that thread; between calls,
 * it keeps only incomplete records.
 */
public final class TlsLoadHandshake implements TlsHandshake.Transport {
  private final SocketChannel channel;
  private final TlsEngine tls;
  private final LoadBuffers buffers;
  private final SocketOutput output;
  private final TlsHandshake handshake;
  private byte[] rest = {};
  private boolean hasRoom = true;
  private boolean isOver;

  /**
   * @param channel connected and non-blocking
   * @param buffers of the event loop
   */
  public TlsLoadHandshake(SocketChannel channel, TlsEngine tls, LoadBuffers buffers) {
    this.channel = channel;
    this.tls = tls;
    this.buffers = buffers;
    this.output = new SocketOutput(channel);
    this.handshake = new TlsHandshake(this, tls.engine());
  }

  /**
   * Goes on, at first and whenever the channel is readable or writable.
   *
   * @param limit of the whole handshake, for messages
   * @return the wire once the handshake is over; null before
   * @throws ConnectFailedException if the handshake fails
   */
  public @Nullable TlsLoadWire proceed(Duration limit) throws ConnectFailedException {
    try {
      hasRoom = output.flush();
      if (hasRoom && !isOver) {
        ByteBuffer inbound = buffers.recordsIn().clear().put(rest).flip();
        isOver = handshake.proceed(inbound, buffers.recordsOut(), buffers.incoming());
        rest = new byte[inbound.remaining()];
        inbound.get(rest);
      }
    } catch (IOException e) {
      throw new ConnectFailedException(TlsFailure.ofHandshake(e, tls, limit));
    }
    return isOver && hasRoom ? new TlsLoadWire(channel, tls, ByteBuffer.wrap(rest), buffers) : null;
  }

  /** Whether the kernel takes no more for now, so that the channel must become writable. */
  public boolean waitsForRoom() {
    return !hasRoom;
  }

  /** A handshake that was not over within its limit. */
  public ConnectFailedException timedOut(Duration limit) {
    return new ConnectFailedException(
        TlsFailure.ofHandshake(new SocketTimeoutException(), tls, limit));
  }

  @Override
  public boolean send(ByteBuffer record) {
    try {
      hasRoom = output.write(record);
    } catch (IOException e) {
      // The next read finds the server's alert, or the same failure.
      hasRoom = true;
    }
    return hasRoom;
  }

  @Override
  public boolean receive(ByteBuffer inbound) throws IOException {
    inbound.compact();
    int count;
    try {
      count = channel.read(inbound);
    } finally {
      inbound.flip();
    }
    if (count < 0) {
      throw new TlsHandshake.HandshakeCutException();
    }
    return count > 0;
  }
}
