package dev.echo7.elsewhere;

import static dev.echo7.elsewhere.matrix.Outcome.WORKS;
import static dev.echo7.elsewhere.matrix.Outcome.fails;

import dev.echo7.elsewhere.matrix.Asking;
import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Claims;
import dev.echo7.elsewhere.matrix.Host;
import dev.echo7.elsewhere.matrix.HostedCells;
import dev.echo7.elsewhere.matrix.Listening;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.SystemCallFilter;
import dev.echo7.interop.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks without an address family, without source ports, or at first without anything. */
final class NetworkElsewhereIT {
  private static final String NO_IPV6 =
      "for i in all default lo; do echo 1 >/proc/sys/net/ipv6/conf/$i/disable_ipv6; done";

  private static final String ONE_PORT = "echo 40000 40000 >/proc/sys/net/ipv4/ip_local_port_range";

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "server any address, udp in a network without IPv6",
          "server any address of IPv4, udp in a network without IPv6",
          "server any address, nio in a network without IPv6",
          "server any address, udp in a kernel without IPv6",
          "server any address of IPv4, udp in a kernel without IPv6",
          "server any address, nio in a kernel without IPv6",
          "line tcp in a network with one source port, taken",
          "line udp in a network with one source port, taken",
          "ping in a network with one source port, taken",
          "ping udp in a network with one source port, taken",
          "ping -f in a network with one source port, taken",
          "ping sweep ports in a network with one source port, taken",
          "load open in a network with one source port, taken",
          "check in a network with one source port, taken");

  private static final HostedCells HOSTED = new HostedCells();
  private static final List<Cell> CELLS =
      Stream.of(families(), ports()).flatMap(List::stream).toList();

  @TempDir private Path folder;

  private static List<Cell> families() {
    Predicate<Mode> wantsIpv4 = mode -> mode.uses("0.0.0.0");
    return Stream.of(
            HOSTED.in("a network without IPv6", NO_IPV6, host -> {}, Modes.ALL, mode -> WORKS),
            HOSTED.in(
                "a network without IPv4",
                "ip addr del 127.0.0.1/8 dev lo",
                host -> {},
                Modes.where(wantsIpv4.negate()),
                mode -> WORKS),
            HOSTED.at(
                new Host(Host.LOOPBACK, host -> {}),
                SystemCallFilter.refusingFamily("a kernel without IPv6", 10),
                Modes.ALL))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Cell> ports() {
    return HOSTED.in(
        "a network with one source port, taken",
        "true",
        host -> {
          host.run(ONE_PORT);
          // With a handshake that ends: the server closes what stays silent.
          for (String endpoint : List.of("TCP:{tcp}", "OPENSSL:{tls},verify=0", "UDP:{udp}")) {
            String address = host.peer().fill(endpoint).replaceAll("[a-z]+://", "");
            host.keep("starting data transfer loop", "socat", "-d", "-d", "PIPE", address);
          }
        },
        Modes.CLIENTS,
        mode -> mode.goesByPort() ? fails(1, "net\\.ipv4\\.ip_local_port_range") : WORKS);
  }

  @AfterAll
  static void leave() {
    HOSTED.close();
  }

  static List<Cell> cells() {
    return Sample.of("network", CELLS, KNOWN, 30);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    HOSTED.hold(cell, folder);
  }

  /** A datagram to an address that has come since the server last looked (docs/udp.md). */
  private static final Pattern BEFORE_IT_WAS_SEEN =
      Pattern.compile("dropped \\d+ datagrams?: sent to an address that has no socket yet");

  /** Servers on all addresses, started before there is one. */
  static List<Mode> onAnyAddress() {
    return Modes.where(mode -> mode.name().startsWith("server any address"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onAnyAddress")
  void servesOnceTheNetworkComes(Mode mode) {
    try (Host host = new Host("true", nobody -> {})) {
      host.make();
      String[] words = mode.words().stream().skip(1).toArray(String[]::new);
      try (Program server = host.start(words)) {
        server.awaitStderr(mode.uses("udp://") ? "listening on udp" : "at most ");
        host.run("ip link set lo up");
        for (Listening listening : Listening.in(server.stderr())) {
          Asking.assertEchoes(host.enter(), listening, "127.0.0.1");
        }
        server.signal("TERM");
        Claims.worked(mode, server, server.exitCode(), BEFORE_IT_WAS_SEEN);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onAnyAddress")
  void servesOnceAnAddressIsBack(Mode mode) {
    try (Host host = new Host(Host.LOOPBACK + "ip addr add 10.7.7.7/32 dev lo", nobody -> {})) {
      host.make();
      String[] words = mode.words().stream().skip(1).toArray(String[]::new);
      try (Program server = host.start(words)) {
        server.awaitStderr(mode.uses("udp://") ? "listening on udp" : "at most ");
        host.run("ip addr del 10.7.7.7/32 dev lo");
        host.run("ip addr add 10.7.7.7/32 dev lo");
        for (Listening listening : Listening.in(server.stderr())) {
          Asking.assertEchoes(host.enter(), listening, "10.7.7.7");
        }
        server.signal("TERM");
        Claims.worked(mode, server, server.exitCode(), BEFORE_IT_WAS_SEEN);
      }
    }
  }
}
