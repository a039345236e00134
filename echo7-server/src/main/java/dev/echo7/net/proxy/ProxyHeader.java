package dev.echo7.net.proxy;

import dev.echo7.net.AddressText;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header of the PROXY protocol that a client or a proxy sends before anything else, as
 * HAProxy's {@code proxy-protocol.txt} specifies it.
 *
 * <p>Immutable; {@link ProxyHeaderParser} makes one from text.
 *
 * @param version the form of the header
 * @param claimed the ends of a connection that the header is to speak of; null for those of the
 *     connection that it is sent on
 */
public record ProxyHeader(Version version, @Nullable Ends claimed) {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final int COMMAND_LOCAL = 0x20;
  private static final int COMMAND_PROXY = 0x21;
  private static final int FAMILY_UNSPECIFIED = 0x00;
  private static final int FAMILY_TCP4 = 0x11;
  private static final int FAMILY_TCP6 = 0x21;
  private static final int FAMILY_UNIX_STREAM = 0x31;

  /** The field of a Unix socket's path, in bytes: {@code sun_path} of unix(7). */
  static final int UNIX_FIELD_BYTES = 108;

  /** Version 1 is a line of text, version 2 a binary structure. */
  public enum Version {
    V1,
    V2
  }

  /** Both ends of a connection, as a header tells them. */
  public sealed interface Ends {}

  /** Two resolved addresses of one family. */
  public record Internet(InetSocketAddress source, InetSocketAddress destination) implements Ends {
    public Internet {
      if (isIpv4(source) != isIpv4(destination)) {
        throw new IllegalArgumentException(
            AddressText.of(source)
                + " and "
                + AddressText.of(destination)
                + " belong to different families; give two IPv4 or two IPv6 addresses");
      }
    }
  }

  /**
   * Two Unix stream sockets: paths or, after {@code @}, names of the abstract namespace. At most
   * {@value #UNIX_FIELD_BYTES} bytes each.
   */
  public record Unix(String source, String destination) implements Ends {
    public Unix {
      field(source);
      field(destination);
    }
  }

  public ProxyHeader {
    if (version == Version.V1 && claimed instanceof Unix) {
      throw new IllegalArgumentException("v1 does not support Unix addresses; give v2");
    }
  }

  /**
   * The header as it is sent.
   *
   * @param local the connection's own end, shown as the source unless the header claims others
   * @param remote its other end, shown as the destination
   * @return v1: at most 107 bytes; v2: at most 232 bytes. Where the ends are not of the internet (a
   *     Unix socket) it says that the connection is the proxy's own: v1 {@code UNKNOWN}, v2 {@code
   *     LOCAL}
   */
  public byte[] bytes(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
    Ends ends = claimed;
    if (ends == null
        && local instanceof InetSocketAddress source
        && remote instanceof InetSocketAddress destination) {
      ends = new Internet(source, destination);
    }
    return version == Version.V1 ? line(ends) : structure(ends);
  }

  private static byte[] line(@Nullable Ends ends) {
    String line = "PROXY UNKNOWN\r\n";
    if (ends instanceof Internet ip) {
      line =
          String.format(
              Locale.ROOT,
              "PROXY %s %s %s %d %d\r\n",
              isIpv4(ip.source) ? "TCP4" : "TCP6",
              withoutZone(ip.source),
              withoutZone(ip.destination),
              ip.source.getPort(),
              ip.destination.getPort());
    }
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] structure(@Nullable Ends ends) {
    ByteArrayOutputStream addresses = new ByteArrayOutputStream();
    int command = COMMAND_PROXY;
    int family;
    if (ends instanceof Internet ip) {
      family = isIpv4(ip.source) ? FAMILY_TCP4 : FAMILY_TCP6;
      addresses.writeBytes(ip.source.getAddress().getAddress());
      addresses.writeBytes(ip.destination.getAddress().getAddress());
      writeShort(addresses, ip.source.getPort());
      writeShort(addresses, ip.destination.getPort());
    } else if (ends instanceof Unix unix) {
      family = FAMILY_UNIX_STREAM;
      addresses.writeBytes(field(unix.source));
      addresses.writeBytes(field(unix.destination));
    } else {
      command = COMMAND_LOCAL;
      family = FAMILY_UNSPECIFIED;
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(SIGNATURE);
    header.write(command);
    header.write(family);
    writeShort(header, addresses.size());
    header.writeBytes(addresses.toByteArray());
    return header.toByteArray();
  }

  private static void writeShort(ByteArrayOutputStream into, int value) {
    into.write(value >> Byte.SIZE);
    into.write(value);
  }

  /** A path, padded with zeros; a name of the abstract namespace begins with one. */
  private static byte[] field(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > UNIX_FIELD_BYTES) {
      throw new IllegalArgumentException(
          "'" + path + "' is longer than " + UNIX_FIELD_BYTES + " bytes; give a shorter path");
    }
    if (path.startsWith("@")) {
      bytes[0] = 0;
    }
    return Arrays.copyOf(bytes, UNIX_FIELD_BYTES);
  }

  /** A zone means something on one machine only. */
  private static String withoutZone(InetSocketAddress address) {
    return AddressText.of(address.getAddress()).replaceFirst("%.*", "");
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }
}
