package dev.echo7.junit;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A datagram that a peer received, whether or not the peer answered it.
 *
 * <pre>{@code
 * assertArrayEquals(query, peer.datagrams().get(0).payload());
 * }</pre>
 */
public final class PeerDatagram {
  private final InetSocketAddress from;
  private final int size;
  private final byte @Nullable [] payload;

  /**
   * @param payload null if it was not kept
   */
  PeerDatagram(InetSocketAddress from, int size, byte @Nullable [] payload) {
    this.from = from;
    this.size = size;
    this.payload = payload;
  }

  /**
   * The address and port that it came from.
   *
   * <pre>{@code
   * assertEquals(client.getLocalPort(), peer.datagrams().get(0).from().getPort());
   * }</pre>
   */
  public InetSocketAddress from() {
    return from;
  }

  /**
   * The length of its payload in bytes.
   *
   * <pre>{@code
   * assertEquals(512, peer.datagrams().get(0).size());
   * }</pre>
   */
  public int size() {
    return size;
  }

  /**
   * A copy of its payload.
   *
   * <pre>{@code
   * byte[] query = peer.datagrams().get(0).payload();
   * }</pre>
   *
   * @throws IllegalStateException if it was not kept: the peer had received more than {@link
   *     EchoPeer#keep} allows
   */
  public byte[] payload() {
    if (payload == null) {
      throw new IllegalStateException(
          "the payload of this datagram was not kept; allow more by EchoPeer.keep(...)");
    }
    return payload.clone();
  }

  /** {@code 3 bytes from 127.0.0.1:40123}. */
  @Override
  public String toString() {
    return size
        + (size == 1 ? " byte" : " bytes")
        + " from "
        + from.getAddress().getHostAddress()
        + ":"
        + from.getPort();
  }
}
