package dev.echo7.client.tls;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.client.wire.SocketOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** TLS on a non-blocking channel. The JDK's engine allocates for each record. */
public final class TlsLoadWire implements LoadWire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final TlsEngine tls;
  private final SSLEngine engine;
  private final LoadBuffers buffers;
  private final SocketOutput output;

  /** Incomplete records, or those that did not fit; ready to be read. */
  private ByteBuffer rest;

  private boolean more;
  private boolean ended;

  /**
   * @param channel non-blocking, after the handshake
   * @param inbound the bytes that came after it
   */
  TlsLoadWire(SocketChannel channel, TlsEngine tls, ByteBuffer inbound, LoadBuffers buffers) {
    this.channel = channel;
    this.tls = tls;
    this.engine = tls.engine();
    this.buffers = buffers;
    this.output = new SocketOutput(channel);
    this.rest = ByteBuffer.allocate(inbound.remaining()).put(inbound).flip();
    this.more = rest.hasRemaining();
  }

  /**
   * Performs the handshake, blocking; if it fails, the caller closes the channel.
   *
   * @throws ConnectFailedException if the handshake fails
   */
  public static TlsLoadWire over(
      SocketChannel channel, TlsEngine tls, LoadBuffers buffers, Duration limit)
      throws IOException {
    ByteBuffer inbound =
        ByteBuffer.allocate(tls.engine().getSession().getPacketBufferSize()).limit(0);
    try {
      BlockingHandshake.run(channel, tls.engine(), inbound, limit);
    } catch (IOException e) {
      throw new ConnectFailedException(TlsFailure.ofHandshake(e, tls, limit));
    }
    channel.configureBlocking(false);
    return new TlsLoadWire(channel, tls, inbound, buffers);
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public boolean isDatagrams() {
    return false;
  }

  @Override
  public boolean hasMore() {
    return more;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    ByteBuffer records = buffers.recordsIn().clear().put(rest);
    int count = channel.read(records);
    int start = into.position();
    try {
      decrypt(records.flip(), into);
    } catch (SSLException e) {
      throw new IOException(TlsFailure.ofRecords(e, tls)); // Which says all that the cause does.
    }
    keep(records);
    if (into.position() > start) {
      return into.position() - start;
    }
    if (count < 0 && !ended) {
      throw new IOException(TlsFailure.truncated(tls));
    }
    return ended ? -1 : 0;
  }

  private void decrypt(ByteBuffer records, ByteBuffer into) throws IOException {
    while (true) {
      SSLEngineResult result = engine.unwrap(records, into);
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      }
      if (result.getStatus() != Status.OK || result.bytesConsumed() == 0) {
        more = result.getStatus() == Status.BUFFER_OVERFLOW;
        ended |= result.getStatus() == Status.CLOSED;
        return;
      }
      tls.refuseRenegotiation(engine.getHandshakeStatus());
    }
  }

  private void keep(ByteBuffer records) {
    if (rest.capacity() < records.remaining()) {
      rest = ByteBuffer.allocate(records.remaining());
    }
    rest.clear().put(records).flip();
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    ByteBuffer records = buffers.recordsOut().clear();
    while (bytes.hasRemaining()) {
      SSLEngineResult result = engine.wrap(bytes, records);
      if (result.getStatus() != Status.OK) {
        throw new IOException("the server closed TLS");
      }
    }
    return output.write(records.flip());
  }

  @Override
  public boolean flush() throws IOException {
    return output.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    sayGoodbye();
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    try {
      if (!engine.isOutboundDone()) {
        sayGoodbye();
      }
    } catch (IOException e) {
      // The server has closed the connection.
    } finally {
      channel.close();
    }
  }

  /**
   * Sends close_notify if that is possible at once, so not behind frames that the peer does not
   * read. Does not use the loop's buffers, since another thread closes a wire that was never used.
   */
  private void sayGoodbye() throws IOException {
    if (output.flush()) {
      ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.closeOutbound();
      while (!engine.isOutboundDone() && engine.wrap(NOTHING, records).bytesProduced() > 0) {
        // One record at a time: a key update may come first.
      }
      channel.write(records.flip());
    }
  }
}
