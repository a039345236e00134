package dev.echo7.net.name;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.AddressLiteral;
import dev.echo7.net.AddressText;
import dev.echo7.net.HostName;
import dev.echo7.net.Interfaces;
import dev.echo7.net.NameFailure;
import dev.echo7.net.failure.FailureText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a host into its addresses, as getaddrinfo(3) does for the lecture's programs. */
public final class Resolver {
  private Resolver() {}

  /**
   * Every address of a host, in the system's order. Blocks on the name service.
   *
   * @param host a name or a numeric address
   * @param family which of its addresses are wanted
   * @throws UnknownHostException if it has none; the message is one line with the cure
   */
  public static List<InetAddress> resolve(String host, AddressFamily family)
      throws UnknownHostException {
    List<InetAddress> all = addresses(host);
    List<InetAddress> wanted = all.stream().filter(family::admits).toList();
    if (wanted.isEmpty()) {
      String known = String.join(", ", all.stream().map(AddressText::of).toList());
      throw new UnresolvedHostException(
          "host '"
              + host
              + "' has no "
              + family.name().replace("IPV", "IPv")
              + " address, only "
              + known);
    }
    return wanted;
  }

  /**
   * Has each look-up of this process ask the system, if there was none before. The JDK keeps what
   * it found for 30 seconds; and for 10 that it found nothing, but not why.
   */
  public static void keepNothing() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  /**
   * The address that a numeric text stands for; never asks a name server.
   *
   * @throws UnknownHostException if it is a name; the message is one line with the cure
   */
  public static InetAddress numeric(String host) throws UnknownHostException {
    try {
      return AddressLiteral.parse(host);
    } catch (IllegalArgumentException e) {
      throw new UnresolvedHostException(
          "'" + host + "' is not a numeric address; give one such as 192.0.2.1 or 2001:db8::1");
    }
  }

  private static List<InetAddress> addresses(String host) throws UnknownHostException {
    if (host.indexOf('%') > 0 && host.indexOf(':') >= 0) {
      return List.of(onInterface(host));
    }
    try {
      return List.of(InetAddress.getAllByName(HostName.ascii(host)));
    } catch (UnknownHostException e) {
      throw new UnresolvedHostException(NameFailure.of(e), host);
    }
  }

  /**
   * Resolves the zone itself: the JDK knows an interface only while it has a link-local address.
   */
  private static InetAddress onInterface(String host) throws UnknownHostException {
    int percent = host.indexOf('%');
    String name = host.substring(percent + 1);
    InetAddress there = Interfaces.on(numeric(host.substring(0, percent)), name);
    if (there == null) {
      throw new UnresolvedHostException(
          "'" + host + "': this machine has no interface " + name + "; see ip link");
    }
    return there;
  }

  /**
   * The same, with a timeout: the system queries a silent name server again and again for many
   * seconds, which cannot be interrupted.
   *
   * @param limit null for no limit but the system's
   */
  public static List<InetAddress> resolve(
      String host, AddressFamily family, @Nullable Duration limit) throws UnknownHostException {
    if (limit == null) {
      return resolve(host, family);
    }
    FutureTask<List<InetAddress>> asking = new FutureTask<>(() -> resolve(host, family));
    Thread thread = new Thread(asking, "resolver");
    thread.setDaemon(true);
    thread.start();
    try {
      return asking.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnresolvedHostException(NameFailure.NO_ANSWER, host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnresolvedHostException("'" + host + "': name lookup interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException unknown
          ? unknown
          : new UnresolvedHostException("'" + host + "': " + FailureText.of(e));
    }
  }

  /** This machine as a client reaches it: the loopback addresses, IPv6 first. */
  public static List<InetAddress> loopback(AddressFamily family) {
    return Stream.of(AddressLiteral.parse("::1"), AddressLiteral.parse("127.0.0.1"))
        .filter(family::admits)
        .toList();
  }
}
