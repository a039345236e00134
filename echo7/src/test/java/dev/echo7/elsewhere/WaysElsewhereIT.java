package dev.echo7.elsewhere;

import static dev.echo7.elsewhere.matrix.Outcome.WORKS;
import static dev.echo7.elsewhere.matrix.Outcome.fails;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Host;
import dev.echo7.elsewhere.matrix.HostedCells;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Outcome;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Obstacles on the way to a server: names, zones, firewalls, routes. */
final class WaysElsewhereIT {

  private static final String SHORT_WAITS =
      "options timeout:1 attempts:1\\nnameserver 127.0.0.1\\n";

  /** A name server that answers everything with SERVFAIL (RFC 1035, 4.1.1). */
  private static final String SERVFAIL =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(('127.0.0.1', 53))
      print('serves', file=sys.stderr, flush=True)
      while True:
          question, who = s.recvfrom(512)
          s.sendto(question[:2] + bytes([0x81, 0x82]) + question[4:], who)
      """;

  private static final String MOST = "1[23] packets transmitted, 1[12] received";

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "line to a name in a network with a silent name server",
          "ping to a name in a network with a failing name server",
          "line to a name in a network where a name is not ASCII",
          "line of many datagrams in a network that drops each twelfth datagram that goes out",
          "sweep of many datagrams in a network that drops each twelfth datagram that goes out",
          "sweep of many sizes in a network that drops each twelfth datagram that goes out",
          "check of many datagrams in a network that drops each twelfth datagram that goes out",
          "line of many datagrams in a network that rejects each twelfth datagram",
          "sweep of many datagrams in a network that rejects each twelfth datagram",
          "sweep of many sizes in a network that rejects each twelfth datagram",
          "check of many datagrams in a network that rejects each twelfth datagram",
          "check udp in a network that drops all that goes out",
          "ping -f in a network that rejects every connection",
          "line to a name in a network with a route of kind prohibit",
          "line to a name, udp in a network with a route of kind blackhole",
          "line [fe80::78]:9 in a network with links, no zone given",
          "line [fe80::77%nosuch]:9 in a network with links, and not that one");

  private static final HostedCells HOSTED = new HostedCells();
  private static final List<Cell> CELLS =
      Stream.of(names(), spelling(), walls(), routes()).flatMap(List::stream).toList();

  @TempDir private Path folder;

  /** Client modes with a host name. */
  private static List<Mode> to(String host) {
    String words = "tcp://%s:{tcp-port}".formatted(host);
    return List.of(
        Mode.of("line to a name", "echoclient " + words, "\\Aone\n\\z", Shape.TEXT)
            .reading("one\n"),
        Mode.of("-z to a name", "echoclient -z " + words, "", Shape.TEXT),
        Mode.of("ping to a name", "echoclient ping -c 1 " + words, "1 received", Shape.TEXT),
        Mode.of(
            "load to a name", "echoclient load -c 1 -R 50 -d 500ms " + words, "frames", Shape.TEXT),
        Mode.of(
            "check to a name", "echoclient check --only single-byte " + words, "^ok 1", Shape.TAP),
        Mode.of(
                "line to a name, udp",
                "echoclient udp://%s:{udp-port}".formatted(host),
                "one",
                Shape.TEXT)
            .reading("one\n"));
  }

  private static List<Cell> names() {
    String resolv = "printf '" + SHORT_WAITS + "' >$ETC/resolv.conf";
    Outcome unknown = fails(1, "name server");
    return Stream.of(
            HOSTED.in(
                "a network with a silent name server",
                resolv,
                host ->
                    host.keep(
                        "starting data transfer loop",
                        "socat",
                        "-d",
                        "-d",
                        "-u",
                        "UDP-RECV:53",
                        "-"),
                to("echo7.example"),
                mode -> unknown),
            HOSTED.in(
                "a network with no name server there",
                resolv,
                host -> {},
                to("echo7.example"),
                mode -> unknown),
            HOSTED.in(
                "a network with a failing name server",
                resolv,
                host -> host.keep("serves", "python3", "-c", SERVFAIL),
                to("echo7.example"),
                mode -> unknown),
            HOSTED.in(
                "a network with a host of several addresses",
                "printf '127.0.0.9 many\\n127.0.0.1 many\\n' >$ETC/hosts",
                host -> {},
                to("many"),
                mode -> WORKS))
        .flatMap(List::stream)
        .toList();
  }

  /** Addresses with a zone (RFC 4007), names that are not ASCII, an unusual /etc/services. */
  private static List<Cell> spelling() {
    String link =
        "ip link add cable type veth peer name far; ip link set cable up; ip link set far up; "
            + "ip addr add fe80::77/64 dev cable nodad; echo 'mine 20777/tcp' >$ETC/services";
    Function<String, Mode> see =
        words -> Mode.of("line " + words, "echoclient -z " + words, "", Shape.TEXT);
    Function<String, Mode> serve =
        words ->
            Mode.of("server " + words, "echoserver -n " + words, "", Shape.TEXT).endedBy("TERM", 0);
    String services =
        "printf 'echo\nbad 99999/tcp\ncr 7/tcp\r\n\t#\nmine\t20777/tcp me # x\n' >$ETC/services";
    return Stream.of(
            HOSTED.in(
                "a network with links",
                link,
                host -> {},
                List.of(serve.apply("[fe80::77%cable]:0"), see.apply("[fe80::77%cable]:9")),
                mode -> mode.isServer() ? WORKS : fails(1, "refused")),
            HOSTED.in(
                "a network with links, no zone given",
                link,
                host -> {},
                List.of(see.apply("[fe80::78]:9"), serve.apply("[fe80::77]:0")),
                mode -> fails(1, "fe80::7[78]%")),
            HOSTED.in(
                "a network with links, and not that one",
                link,
                host -> {},
                List.of(see.apply("[fe80::77%nosuch]:9")),
                mode -> fails(2, "nosuch")),
            HOSTED.in(
                "a network where a name is not ASCII",
                "printf '127.0.0.1 xn--bcher-kva.example\n' >$ETC/hosts",
                host -> {},
                to("b\u00fccher.example"),
                mode -> WORKS),
            HOSTED.in(
                "a network with odd services",
                services,
                host -> {},
                List.of(serve.apply("127.0.0.1:mine"), serve.apply("127.0.0.1:me")),
                mode -> WORKS))
        .flatMap(List::stream)
        .toList();
  }

  /** Modes that send more than twelve datagrams. */
  private static List<Mode> crowds() {
    String lines = "one\ntwo\nthree\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
    return List.of(
        Mode.of("line of many datagrams", "echoclient {udp}", "(\\w+\n){3}", Shape.TEXT)
            .reading(lines),
        Mode.of("ping of many datagrams", "echoclient ping -c 13 -i 0.02 {udp}", MOST, Shape.TEXT),
        Mode.of("ping -f of many datagrams", "echoclient ping -f -c 13 {udp}", MOST, Shape.TEXT),
        Mode.of(
            "sweep of many datagrams",
            "echoclient ping --sweep-ports 2 -c 13 -i 0.02 {udp}",
            "2[3-6] packets transmitted, 2[34] received",
            Shape.TEXT),
        Mode.of(
            "sweep of many sizes", "echoclient ping --sweep-size 100:999 {udp}", "999", Shape.TEXT),
        Mode.of(
            "load of many datagrams",
            "echoclient load -c 2 -d 1s -R 50 {udp}",
            "frames sent",
            Shape.TEXT),
        tapOfMany());
  }

  private static Mode tapOfMany() {
    return Mode.of("check of many datagrams", "echoclient check -u {udp}", "^ok 1 ", Shape.TAP);
  }

  private static List<Cell> walls() {
    Predicate<Mode> loses =
        mode -> mode.name().startsWith("line") || mode.name().startsWith("load");
    return Stream.of(
            HOSTED.in(
                "a network that drops all that goes out",
                "true",
                host -> host.run(rules("output", "udp dport 1-65535 drop")),
                Modes.where(mode -> mode.uses("{udp}")),
                mode -> fails(1, "nft list ruleset").inLines(3)),
            HOSTED.in(
                "a network that drops each twelfth datagram that goes out",
                "true",
                host -> host.run(rules("output", toPeer(host, "drop"))),
                crowds(),
                mode -> loses.test(mode) ? fails(1, "nft list ruleset").inLines(3) : WORKS),
            HOSTED.in(
                "a network that rejects each twelfth datagram",
                "true",
                host -> host.run(rules("input", toPeer(host, "reject"))),
                crowds(),
                mode -> loses.test(mode) ? fails(1, "refused|unreachable").inLines(3) : WORKS),
            HOSTED.in(
                "a network that rejects every connection",
                "true",
                host -> host.run(rules("input", "tcp dport 1-65535 reject")),
                Modes.where(mode -> mode.uses("{tcp}") || mode.uses("{tls}")),
                mode -> fails(1, "refused|rejected")))
        .flatMap(List::stream)
        .toList();
  }

  private static String rules(String hook, String rule) {
    return "nft 'table ip t { chain c { type filter hook "
        + hook
        + " priority 0; "
        + rule
        + "; }; }'";
  }

  private static String toPeer(Host host, String verdict) {
    return host.peer().fill("udp dport {udp-port} numgen inc mod 12 == 4 ") + verdict;
  }

  private static List<Cell> routes() {
    List<Mode> modes = to("203.0.113.7");
    return Stream.of("prohibit", "blackhole", "unreachable")
        .map(
            kind ->
                HOSTED.in(
                    "a network with a route of kind " + kind,
                    "ip route add " + kind + " 203.0.113.0/24",
                    host -> {},
                    modes,
                    mode -> fails(1, "route")))
        .flatMap(List::stream)
        .toList();
  }

  @AfterAll
  static void leave() {
    HOSTED.close();
  }

  static List<Cell> cells() {
    return Sample.of("ways", CELLS, KNOWN, 35);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    HOSTED.hold(cell, folder);
  }
}
