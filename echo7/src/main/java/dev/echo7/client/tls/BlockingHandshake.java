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

/** A handshake on a connected channel that blocks, with a time limit. Used once, on one thread. */
final class BlockingHandshake implements TlsHandshake.Transport {
  private final SocketChannel channel;
  private final long endNs;

  private BlockingHandshake(SocketChannel channel, Duration limit) {
    this.channel = channel;
    this.endNs = AwakeClock.nowNs() + limit.toNanos();
  }

  /**
   * Performs the handshake.
   *
   * @param inbound ready to be read; holds the bytes that came after the handshake
   * @throws SocketTimeoutException if the time limit is exceeded
   * @throws IOException for other failures, which {@link TlsFailure} explains
   */
  static void run(SocketChannel channel, SSLEngine engine, ByteBuffer inbound, Duration limit)
      throws IOException {
    ByteBuffer outbound = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    TlsHandshake handshake = new TlsHandshake(new BlockingHandshake(channel, limit), engine);
    if (!handshake.proceed(inbound, outbound, plain)) {
      throw new IllegalStateException("a transport that blocks did not wait");
    }
  }

  @Override
  public boolean send(ByteBuffer record) {
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      // The next read finds the server's alert, or the same failure.
    }
    return true;
  }

  @Override
  public boolean receive(ByteBuffer inbound) throws IOException {
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
        throw new TlsHandshake.HandshakeCutException();
      }
      inbound.put(came, 0, count);
    } finally {
      inbound.flip();
    }
    return true;
  }
}
