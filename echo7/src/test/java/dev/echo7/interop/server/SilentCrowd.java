package dev.echo7.interop.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Thousands of peers that send much and never read, over TCP, TLS or a Unix socket. One thread. */
final class SilentCrowd implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int PIECES = 4;
  private static final int RECORD_BYTES = 16 * 1024;

  private final List<Peer> peers = new ArrayList<>();

  /**
   * Connects them all.
   *
   * @param tls null for peers without TLS
   */
  static SilentCrowd connect(SocketAddress server, int count, @Nullable SSLContext tls)
      throws Exception {
    SilentCrowd crowd = new SilentCrowd();
    try {
      for (int i = 0; i < count; i++) {
        crowd.peers.add(new Peer(server, tls));
      }
      return crowd;
    } catch (Exception e) {
      crowd.close();
      throw e;
    }
  }

  /** Trusts any certificate: the test creates its own. */
  static SSLContext anybody() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new Believer()}, null);
    return context;
  }

  private static final class Believer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Each sends 256 KiB, or as much of it as the server takes. */
  void flood() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(PIECE_BYTES);
    for (Peer peer : peers) {
      int sent = 0;
      while (sent < PIECES && peer.send(bytes.clear())) {
        sent++;
      }
    }
  }

  /** Each sends a TLS record without its end. */
  void sendHalfRecords() {
    for (Peer peer : peers) {
      ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
      peer.write(record.put(new byte[] {23, 3, 3, 0x40, 0}).position(0));
    }
  }

  /** Closes this many peers, by RST. */
  void leave(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      peers.removeLast().close();
    }
  }

  @Override
  public void close() throws IOException {
    leave(peers.size());
  }

  private static final class Peer {
    private final SocketChannel channel;
    private final @Nullable SSLEngine tls;

    /** A partial record. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Peer(SocketAddress server, @Nullable SSLContext context) throws Exception {
      boolean unix = server instanceof UnixDomainSocketAddress;
      channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
      channel.connect(server);
      if (!unix) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      tls = context == null ? null : context.createSSLEngine();
      if (tls != null) {
        tls.setUseClientMode(true);
        handshake(tls);
      }
      channel.configureBlocking(false);
    }

    private void handshake(SSLEngine tls) throws IOException {
      ByteBuffer in = ByteBuffer.allocate(2 * RECORD_BYTES).limit(0);
      ByteBuffer plain = ByteBuffer.allocate(2 * RECORD_BYTES);
      tls.beginHandshake();
      HandshakeStatus next = tls.getHandshakeStatus();
      while (next != HandshakeStatus.FINISHED && next != HandshakeStatus.NOT_HANDSHAKING) {
        switch (next) {
          case NEED_TASK -> tls.getDelegatedTask().run();
          case NEED_WRAP -> {
            ByteBuffer out = ByteBuffer.allocate(2 * RECORD_BYTES);
            next = tls.wrap(ByteBuffer.allocate(0), out).getHandshakeStatus();
            channel.write(out.flip());
            continue;
          }
          default -> {
            if (tls.unwrap(in, plain).bytesConsumed() == 0
                && tls.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
              if (channel.read(in.compact()) < 0) {
                throw new IOException("the server ended the handshake");
              }
              in.flip();
            }
          }
        }
        next = tls.getHandshakeStatus();
      }
    }

    /** False if not all was taken. */
    boolean send(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        if (rest.hasRemaining() && !write(rest)) {
          return false;
        }
        if (tls == null) {
          return write(bytes);
        }
        rest = ByteBuffer.allocate(2 * RECORD_BYTES);
        try {
          tls.wrap(bytes, rest);
        } catch (IOException e) {
          return false;
        }
        rest.flip();
      }
      return true;
    }

    /** False if not all was taken. */
    boolean write(ByteBuffer bytes) {
      try {
        channel.write(bytes);
        return !bytes.hasRemaining();
      } catch (IOException e) {
        // The server may cut it.
        return false;
      }
    }

    void close() throws IOException {
      channel.close();
    }
  }
}
