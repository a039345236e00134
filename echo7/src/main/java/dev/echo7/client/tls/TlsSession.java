package dev.echo7.client.tls;

import dev.echo7.client.connect.ChannelSession;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * A connection over TLS 1.2 or 1.3 (RFC 5246, RFC 8446).
 *
 * <p>Uses the JDK's SSLEngine, not its SSLSocket, which accepts a FIN as the end of the stream,
 * drops the server's alert if a write fails first, and closes both directions at once. Each
 * direction ends with its close_notify; a FIN without one is a truncation.
 */
public final class TlsSession implements EchoSession {
  public static final Duration DEFAULT_HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** The maximum number of records per system call. */
  private static final int RECORDS = 4;

  private final SocketChannel channel;
  private final TlsEngine tls;
  private final SSLEngine engine;
  private final List<String> facts;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();

  /** Received records; ready to be read. */
  private final ByteBuffer inbound;

  /** Decrypted bytes that did not fit the reader's buffer; ready to be read. */
  private final ByteBuffer leftover;

  private final ByteBuffer outbound;
  private final int packetSize;
  private volatile boolean closing;

  private TlsSession(SocketChannel channel, TlsEngine tls, ByteBuffer inbound) throws IOException {
    this.channel = channel;
    this.tls = tls;
    this.engine = tls.engine();
    this.inbound = inbound;
    this.packetSize = engine.getSession().getPacketBufferSize();
    this.outbound = ByteBuffer.allocate(RECORDS * packetSize);
    this.leftover = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
    this.facts =
        TlsFacts.of(
            AddressText.of((InetSocketAddress) channel.getRemoteAddress()), engine.getSession());
  }

  /**
   * Connects, and performs the handshake.
   *
   * @throws ConnectFailedException if the handshake fails, or the server's certificate is not
   *     trusted
   */
  public static TlsSession connect(HostPort target, ConnectOptions options) throws IOException {
    SocketChannel channel = ChannelSession.connectTcp(target, options);
    try {
      return over(channel, target, options);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Performs the handshake on a connected channel; if it fails, the caller closes the channel. */
  public static TlsSession over(SocketChannel channel, HostPort target, ConnectOptions options)
      throws IOException {
    Duration limit = Objects.requireNonNullElse(options.timeout(), DEFAULT_HANDSHAKE_LIMIT);
    TlsEngine tls =
        TlsEngine.of(Objects.requireNonNullElse(options.tls(), TlsOptions.DEFAULT), target);
    ByteBuffer inbound =
        ByteBuffer.allocate(RECORDS * tls.engine().getSession().getPacketBufferSize()).limit(0);
    try {
      BlockingHandshake.run(channel, tls.engine(), inbound, limit);
    } catch (IOException e) {
      throw new ConnectFailedException(TlsFailure.ofHandshake(e, tls, limit));
    }
    return new TlsSession(channel, tls, inbound);
  }

  @Override
  public List<String> facts() {
    return facts;
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    reading.lock();
    try {
      if (!leftover.hasRemaining()) {
        int count = decrypt(into);
        if (count != 0) {
          return count;
        }
      }
      int count = Math.min(into.remaining(), leftover.remaining());
      into.put(leftover.slice(leftover.position(), count));
      leftover.position(leftover.position() + count);
      return count;
    } catch (SSLException e) {
      throw new IOException(TlsFailure.ofRecords(e, tls)); // Which says all that the cause does.
    } finally {
      reading.unlock();
    }
  }

  /**
   * Returns how many bytes were put into the buffer: 0 if they are in {@link #leftover} instead, -1
   * after close_notify.
   */
  private int decrypt(ByteBuffer into) throws IOException {
    boolean direct = into.remaining() >= leftover.capacity();
    while (true) {
      ByteBuffer target = direct ? into : leftover.clear();
      SSLEngineResult result;
      try {
        result = engine.unwrap(inbound, target);
      } finally {
        if (!direct) {
          leftover.flip();
        }
      }
      if (result.bytesProduced() > 0) {
        return direct ? result.bytesProduced() : 0;
      }
      if (result.getStatus() == Status.CLOSED) {
        return -1;
      }
      tls.refuseRenegotiation(result.getHandshakeStatus());
      if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
        fill();
      }
    }
  }

  private void fill() throws IOException {
    inbound.compact();
    try {
      if (channel.read(inbound) < 0) {
        if (closing) {
          throw new AsynchronousCloseException();
        }
        throw new IOException(TlsFailure.truncated(tls));
      }
    } finally {
      inbound.flip();
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        outbound.clear();
        while (bytes.hasRemaining() && outbound.remaining() >= packetSize) {
          if (engine.wrap(bytes, outbound).getStatus() == Status.CLOSED) {
            throw new IOException("TLS is closed");
          }
        }
        send();
      }
    } finally {
      writing.unlock();
    }
  }

  private void send() throws IOException {
    outbound.flip();
    while (outbound.hasRemaining()) {
      channel.write(outbound);
    }
  }

  /** Sends close_notify and then the FIN. */
  @Override
  public void shutdownOutput() throws IOException {
    writing.lock();
    try {
      wrapCloseNotify();
      send();
      channel.shutdownOutput();
    } finally {
      writing.unlock();
    }
  }

  private void wrapCloseNotify() throws SSLException {
    engine.closeOutbound();
    outbound.clear();
    while (!engine.isOutboundDone() && engine.wrap(NOTHING, outbound).bytesProduced() > 0) {
      // One record at a time: a key update may come first.
    }
  }

  @Override
  public boolean endIsAuthenticated() {
    return true;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    try {
      sayGoodbye();
    } finally {
      channel.close();
    }
  }

  /**
   * Sends close_notify unless it has been sent or cannot be sent at once. First it wakes the thread
   * that waits for the peer, which holds the lock of the channel's blocking mode.
   */
  private void sayGoodbye() {
    if (!writing.tryLock()) {
      return;
    }
    try {
      if (!engine.isOutboundDone()) {
        wrapCloseNotify();
        channel.shutdownInput();
        channel.configureBlocking(false);
        channel.write(outbound.flip());
      }
    } catch (IOException e) {
      // The peer has closed the connection.
    } finally {
      writing.unlock();
    }
  }
}
