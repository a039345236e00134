package dev.echo7.net.failure;

import dev.echo7.net.AddressText;
import dev.echo7.net.posix.SystemError;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a program was doing when the kernel refused, since the cure depends on it: an error of
 * connect(2) has another cure than the same error of bind(2). Any thread.
 */
public enum Situation {
  /** Opening a listening TCP socket. */
  LISTEN {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return Binding.cure(error, address, "ss -tanp");
    }
  },

  /** Opening a UDP socket that serves. */
  LISTEN_DATAGRAM {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return Binding.cure(error, address, "ss -uanp");
    }
  },

  /** Creating the file of a listening Unix socket. */
  LISTEN_UNIX {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case EADDRINUSE ->
            "stop the program that uses it (ss -lxp shows it), or choose another path";
        case ENOENT, ENOTDIR -> "create the directory first";
        case EACCES, EPERM -> "choose a directory that this user may write to";
        case EROFS -> "choose a writable directory, such as /run or /tmp";
        case EOPNOTSUPP -> "this file system does not support sockets; choose another directory";
        default -> FileUse.cure(error);
      };
    }
  },

  /** Accepting a connection. */
  ACCEPT {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case ENFILE -> "new clients wait; raise sysctl fs.file-max";
        case EMFILE -> "new clients wait; raise ulimit -n";
        case ENOBUFS, ENOMEM -> "new clients wait";
        case EPERM -> "a firewall or security module of this machine blocks it";
        default -> null;
      };
    }
  },

  /** Setting up an accepted connection. */
  SET_UP {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return error == SystemError.ENOSPC ? Binding.WATCHES : null;
    }
  },

  /** Connecting a TCP or UDP socket. */
  CONNECT {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return error == SystemError.EAGAIN ? null : Sending.cure(error, address);
    }

    @Override
    String portUnreachable() {
      return "connection refused (ICMP port unreachable): is a server listening there?";
    }
  },

  /** Connecting to a Unix socket. */
  CONNECT_UNIX {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case ECONNREFUSED -> "is a server listening there?";
        case ENOENT, ENOTDIR -> "is the server running, and is that its path?";
        case EACCES, EPERM -> "run as a user that may open it";
        case EAGAIN -> "the server's backlog is full; try again later";
        case EPROTOTYPE -> "it is a datagram socket, not a stream socket";
        default -> FileUse.cure(error);
      };
    }
  },

  /** Sending a datagram. */
  SEND_DATAGRAM {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case EMSGSIZE -> "send fewer bytes";
        case ENOBUFS, ENOMEM, EAGAIN -> "send more slowly";
        default -> Sending.cure(error, address);
      };
    }

    @Override
    String portUnreachable() {
      return "connection refused (ICMP port unreachable): is a server listening there?";
    }
  },

  /** Binding a client's socket to an address or a port that the user chose. */
  BIND_SOURCE {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case EADDRINUSE -> "choose another port, or omit it";
        case EACCES, EPERM -> Binding.LOW_PORT;
        case EADDRNOTAVAIL -> Binding.NOT_OURS;
        case EINVAL -> Binding.zone(address);
        default -> Binding.cureOfMachine(error);
      };
    }
  },

  /** Reading or writing on a connection. */
  TALK {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case ETIMEDOUT -> "the peer's machine no longer answers";
        case ECONNRESET, EPIPE, ECONNREFUSED -> null;
        default -> Sending.cure(error, address);
      };
    }
  },

  /** Opening or reading a file that a user named. */
  READ_FILE {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case ENOENT -> "check the path";
        case EISDIR -> "give a file";
        default -> FileUse.cure(error);
      };
    }
  },

  /** Creating or writing a file that a user named. */
  WRITE_FILE {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return switch (error) {
        case ENOENT -> "create the directory first";
        case EISDIR -> "give a file";
        default -> FileUse.cure(error);
      };
    }
  },

  /** Anything else, without a cure. */
  OTHER {
    @Override
    @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      return null;
    }
  };

  /** The cure, as a clause or a question; null if none is known. */
  abstract @Nullable String cure(SystemError error, @Nullable InetAddress address);

  /** The text for ICMP port unreachable, with a cure if there is one. */
  String portUnreachable() {
    return "connection refused (ICMP port unreachable)";
  }

  /** The error in words, and the cure. */
  final String explain(SystemError error, @Nullable InetAddress address) {
    String cure = cure(error, address);
    if (cure == null) {
      return error.words();
    }
    return error.words() + (cure.endsWith("?") ? ": " : "; ") + cure;
  }

  /** Cures for a socket that cannot be bound. */
  private static final class Binding {
    static final String LOW_PORT =
        "ports below 1024 need root or CAP_NET_BIND_SERVICE: choose a higher port";
    static final String NOT_OURS = "this machine does not have that address (see ip address)";

    static final String WATCHES =
        "this user's epoll watches are used up; raise sysctl fs.epoll.max_user_watches";

    static @Nullable String cure(SystemError error, @Nullable InetAddress address, String lister) {
      return switch (error) {
        case EADDRINUSE ->
            "stop the program that uses it (" + lister + " shows it), or choose another port";
        case EACCES, EPERM -> LOW_PORT;
        case EADDRNOTAVAIL -> NOT_OURS;
        case EINVAL -> zone(address);
        default -> cureOfMachine(error);
      };
    }

    static @Nullable String cureOfMachine(SystemError error) {
      return switch (error) {
        case EAFNOSUPPORT, EPFNOSUPPORT, EPROTONOSUPPORT ->
            "this machine does not support IPv6: use an IPv4 address";
        case EMFILE -> "raise ulimit -n";
        case ENFILE -> "raise sysctl fs.file-max";
        case ENOSPC -> WATCHES;
        case ENODEV, ENXIO -> "see ip link for the interfaces";
        default -> null;
      };
    }

    static @Nullable String zone(@Nullable InetAddress address) {
      return address instanceof Inet6Address v6
              && v6.isLinkLocalAddress()
              && v6.getScopeId() == 0
              && v6.getScopedInterface() == null
          ? "add the interface: " + AddressText.of(v6) + "%eth0"
          : null;
    }
  }

  /** Cures if an address cannot be reached. */
  private static final class Sending {
    static @Nullable String cure(SystemError error, @Nullable InetAddress address) {
      String to = address == null ? "ADDRESS" : AddressText.of(address).replaceFirst("%.*", "");
      String route = "ip route get " + to + " shows the route";
      return switch (error) {
        case ECONNREFUSED -> "is a server listening there?";
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, ENONET -> route;
        case EACCES ->
            "a route prohibits it, or it is a broadcast address (ip route get " + to + ")";
        case EPERM -> "this machine's firewall drops it (nft list ruleset)";
        case EINVAL -> {
          String zone = Binding.zone(address);
          yield zone != null ? zone : route;
        }
        case EADDRNOTAVAIL ->
            isNoTarget(address)
                ? "that address is for listening only"
                : "no source port is left; widen net.ipv4.ip_local_port_range, or use fewer"
                    + " connections";
        case ETIMEDOUT -> "is the address right, or does a firewall drop the packets?";
        case ENOBUFS, ENOMEM -> "reduce the load, or try again later";
        default -> Binding.cureOfMachine(error);
      };
    }

    private static boolean isNoTarget(@Nullable InetAddress address) {
      return address != null && !(address instanceof Inet4Address) && address.isAnyLocalAddress();
    }
  }

  /** Cures for files. */
  private static final class FileUse {
    static @Nullable String cure(SystemError error) {
      return switch (error) {
        case EACCES, EPERM -> "check the permissions of the file and its directories";
        case ENOTDIR -> "part of the path is a file";
        case ENOSPC -> "free some disk space (see df)";
        case EDQUOT -> "free some space, or raise the quota";
        case EROFS -> "choose another directory";
        case EFBIG -> "raise ulimit -f";
        case EMFILE -> "raise ulimit -n";
        case ENFILE -> "raise sysctl fs.file-max";
        case ELOOP -> "fix the symbolic link";
        case ENAMETOOLONG -> "choose a shorter name";
        case EIO -> "the disk may be failing (see dmesg)";
        default -> null;
      };
    }
  }
}
