package dev.echo7.net;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, or what a client connects to.
 *
 * <p>{@link EndpointParser} makes one from text, and {@code toString} gives text that it reads back
 * (but for {@link Inherited}, which nobody can write).
 */
public sealed interface Endpoint {

  /** The word before the colon: {@code tcp}, {@code tls}, {@code udp} or {@code unix}. */
  String scheme();

  /** What carries the bytes; null for {@link Inherited}, which is found out when it is served. */
  @Nullable Transport transport();

  /** Host and port; null where there is none. */
  default @Nullable HostPort address() {
    return null;
  }

  /** Whether it exchanges datagrams, which may be lost, instead of a stream of bytes. */
  default boolean isDatagrams() {
    return transport() == Transport.UDP;
  }

  /** Whether the bytes are encrypted on their way. */
  default boolean isSecure() {
    return transport() == Transport.TLS;
  }

  /** An endpoint with a host and a port. */
  sealed interface Internet extends Endpoint {
    @Override
    Transport transport();

    @Override
    HostPort address();

    /** The same at another address. */
    Internet at(HostPort other);
  }

  /** A TCP port (RFC 9293) on one host or, for a server, on every address. */
  record Tcp(HostPort address) implements Internet {
    @Override
    public String scheme() {
      return "tcp";
    }

    @Override
    public Transport transport() {
      return Transport.TCP;
    }

    @Override
    public Tcp at(HostPort other) {
      return new Tcp(other);
    }

    @Override
    public String toString() {
      return scheme() + "://" + address;
    }
  }

  /** A TCP port on which TLS 1.2 or 1.3 is spoken (RFC 8446). */
  record Tls(HostPort address) implements Internet {
    @Override
    public String scheme() {
      return "tls";
    }

    @Override
    public Transport transport() {
      return Transport.TLS;
    }

    @Override
    public Tls at(HostPort other) {
      return new Tls(other);
    }

    @Override
    public String toString() {
      return scheme() + "://" + address;
    }
  }

  /** A UDP port (RFC 768). */
  record Udp(HostPort address) implements Internet {
    @Override
    public String scheme() {
      return "udp";
    }

    @Override
    public Transport transport() {
      return Transport.UDP;
    }

    @Override
    public Udp at(HostPort other) {
      return new Udp(other);
    }

    @Override
    public String toString() {
      return scheme() + "://" + address;
    }
  }

  /**
   * A Unix stream socket (unix(7)).
   *
   * @param path a path of the file system or, after {@code @}, a name of Linux's abstract namespace
   * @param mode permissions of the socket file, of a server; null for what the umask leaves
   */
  record Unix(String path, @Nullable Integer mode) implements Endpoint {
    @Override
    public String scheme() {
      return "unix";
    }

    @Override
    public Transport transport() {
      return Transport.UNIX;
    }

    /** Whether it is a name of the abstract namespace, which no file stands for. */
    public boolean isAbstract() {
      return path.startsWith("@");
    }

    @Override
    public String toString() {
      return "unix:" + path + (mode == null ? "" : String.format(Locale.ROOT, "?mode=%04o", mode));
    }
  }

  /**
   * A socket that whoever started the server has opened for it: a listening TCP or Unix stream
   * socket, or a UDP one. What it is, is found out when it is served.
   *
   * @param descriptor its number in this process
   * @param name what its maker calls it (sd_listen_fds_with_names(3)); empty for nothing
   */
  record Inherited(int descriptor, String name) implements Endpoint {
    private static final String TLS = "tls";

    @Override
    public String scheme() {
      return "fd";
    }

    @Override
    public @Nullable Transport transport() {
      return null;
    }

    /** Its name begins with {@code tls} if TLS is spoken on it. */
    @Override
    public boolean isSecure() {
      return name.startsWith(TLS);
    }

    /** Its name, or else its number. */
    public String label() {
      return name.isEmpty() ? "descriptor " + descriptor : name;
    }

    @Override
    public String toString() {
      return "descriptor " + descriptor + (name.isEmpty() ? "" : " (" + name + ")");
    }
  }
}
