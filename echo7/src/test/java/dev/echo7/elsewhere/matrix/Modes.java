package dev.echo7.elsewhere.matrix;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every program and mode. */
public final class Modes {
  private static final String RECEIVED = "server received 3 bytes";
  private static final String TWO_PROBES = "2 packets transmitted, 2 received, 0% packet loss";
  private static final String NO_CHECK_FAILED = "(?s)^TAP version 14\n(?!.*^not ok)(?=.*^ok 1 ).*";

  public static final List<Mode> SERVERS =
      List.of(
          server("tcp epoll", "127.0.0.1:0"),
          server("tcp nio", "--transport nio 127.0.0.1:0"),
          server("tls epoll", "tls://127.0.0.1:0"),
          server("tls nio", "--transport nio tls://127.0.0.1:0"),
          server("udp epoll", "udp://127.0.0.1:0"),
          server("udp nio", "--transport nio udp://127.0.0.1:0"),
          server("unix", "unix:{folder}/echo"),
          server("unix abstract", "unix:@echo7-{id}"),
          server("any address", "0"),
          server("any address, udp", "-u 0"),
          server("any address of IPv4, udp", "udp://0.0.0.0:0"),
          server("any address, tls", "tls://:0"),
          server("any address, nio", "--transport nio -u 0"),
          server("faulty", "tcp://127.0.0.1:0?delay=1ms&slice=1&seed=7"),
          served("log json", "--log json 127.0.0.1:0", "\"event\":\"closed\"", Shape.JSON_LINES),
          served("verbose", "-v 127.0.0.1:0", "server closed ", Shape.TEXT),
          served("quiet", "-q 127.0.0.1:0", "", Shape.TEXT),
          server("admin", "--admin 127.0.0.1:0 127.0.0.1:0"),
          server("admin unix", "--admin unix:{folder}/admin 127.0.0.1:0"));

  static final List<Mode> LINES =
      List.of(
          lines("tcp", "{tcp}"),
          lines("tls", "--tls-pin {pin} {tls}"),
          lines("udp", "{udp}"),
          lines("unix", "{unix}"),
          lines("unix abstract", "{abstract}"),
          client("line -z", "-z {tcp}", ""));

  static final List<Mode> PINGS =
      List.of(
          client("ping", "ping -c 2 -i 0.05 {tcp}", TWO_PROBES),
          client("ping tls", "ping -c 2 -i 0.05 --tls-pin {pin} {tls}", TWO_PROBES),
          client("ping udp", "ping -c 2 -i 0.05 {udp}", TWO_PROBES),
          client("ping unix", "ping -c 2 -i 0.05 {unix}", TWO_PROBES),
          client("ping --reconnect", "ping --reconnect -c 2 -i 0.05 {tcp}", TWO_PROBES),
          client("ping -f", "ping -f -c 2 {tcp}", TWO_PROBES),
          client("ping sweep ports", "ping --sweep-ports 2 -c 1 -i 0.05 {tcp}", TWO_PROBES),
          client("ping sweep udp", "ping --sweep-ports 2 -c 1 -i 0.05 {udp}", TWO_PROBES),
          client("ping sweep sizes", "ping --sweep-size 100:200 {udp}", "200 bytes"),
          json("ping --json", "ping -c 2 -i 0.05 --json {tcp}", "\"received\" : 2"),
          jsonLines("ping --json-stream", "ping -c 2 -i 0.05 --json-stream {tcp}"),
          client(
              "ping files",
              "ping -c 2 -i 0.05 --csv {folder}/a.csv --hlog {folder}/a.hlog {tcp}",
              TWO_PROBES),
          endless("ping until ^C", "ping -i 0.05 {tcp}", "seq=3", 0));

  static final List<Mode> LOADS =
      List.of(
          client("load closed", "load -c 2 -d 500ms {tcp}", "frames sent"),
          client("load open", "load -c 2 -d 1s -R 50 {tcp}", "frames sent"),
          client("load udp", "load -c 2 -d 1s -R 50 {udp}", "frames sent"),
          client("load tls", "load -c 2 -d 1s -R 50 --tls-pin {pin} {tls}", "frames sent"),
          client("load --frames", "load -c 2 --frames 50 {tcp}", "50 frames sent"),
          client(
              "load --reconnect",
              "load --reconnect -c 2 --frames 20 -W 20s {tcp}",
              "20 frames sent"),
          client(
              "load --reconnect tls",
              "load --reconnect -c 2 --frames 5 -W 20s --tls-pin {pin} {tls}",
              "5 frames sent"),
          json("load --json", "load -c 2 -d 1s -R 50 --json {tcp}", "\"exitCode\" : [04]"),
          jsonLines("load --json-stream", "load -c 2 -d 1s -R 50 --json-stream {tcp}"),
          client(
              "load files",
              "load -c 2 -d 1s -R 50 --csv {folder}/a.csv --hlog {folder}/a.hlog"
                  + " --html {folder}/a.html {tcp}",
              "frames sent"),
          client(
                  "load --find-rate",
                  "load -c 2 -d 100ms --find-rate p99<1ns {tcp}",
                  "does not hold")
              .failing(1),
          // Its lines of each second tell when there is something to report.
          Mode.of(
                  "load until ^C",
                  "echoclient load -c 2 -d 60s --warmup 0 -R 100 --json-stream {tcp}",
                  "\"event\":\"second\"",
                  Shape.JSON_LINES)
              .endedBy("INT", 0));

  static final List<Mode> CHECKS =
      List.of(
          tap("check", "check --skip urgent {tcp}"),
          tap("check udp", "check -u {udp}"),
          tap("check tls", "check --tls-pin {pin} {tls}"),
          tap("check --junit", "check --skip urgent --junit {folder}/a.xml {tcp}"));

  static final List<Mode> MERGES =
      List.of(
          client("merge", "merge {hlog}", "frames sent"),
          json("merge --json", "merge --json {hlog}", "\"exitCode\" : [04]"));

  static final List<Mode> CONTROLS =
      List.of(
          ctl("ls", "ls", "^ID +PEER", Shape.TEXT),
          ctl("ls --json", "ls --json", "", Shape.JSON_LINES),
          ctl("close", "close --peer {local}", "closing ", Shape.TEXT),
          ctl("reset", "reset --peer {local}", "reset ", Shape.TEXT),
          ctl("fault ls", "fault ls", "^LISTENER +FAULTS", Shape.TEXT),
          ctl("fault ls --json", "fault ls --json", "\"faults\":\"\"", Shape.JSON_LINES),
          ctl("fault clear", "fault clear", "", Shape.TEXT),
          ctl("drain", "drain", "^drained 0 connections", Shape.TEXT),
          ctl("stats", "stats", "up ", Shape.TEXT),
          ctl("stats --json", "stats --json", "\"uptimeMs\"", Shape.JSON),
          ctl("health", "health", "^alive", Shape.TEXT),
          ctl("health --ready", "health --ready", "^ready", Shape.TEXT),
          ctl("tail --json", "tail --json", "\n", Shape.JSON_LINES).endedBy("INT", 130),
          ctl("ls --watch", "ls --watch=100ms", "ID +PEER", Shape.TEXT).endedBy("INT", 130));

  static final List<Mode> TEXTS =
      Stream.of("echoserver", "echoclient", "echoctl")
          .flatMap(
              program ->
                  Stream.of(
                      Mode.of(program + " --help", program + " --help", "^Usage: ", Shape.TEXT),
                      Mode.of(
                          program + " --version", program + " --version", "^echo7 ", Shape.TEXT)))
          .toList();

  public static final List<Mode> CLIENTS =
      Stream.of(LINES, PINGS, LOADS, CHECKS, MERGES).flatMap(List::stream).toList();

  public static final List<Mode> ALL =
      Stream.of(SERVERS, CLIENTS, CONTROLS, TEXTS).flatMap(List::stream).toList();

  private Modes() {}

  public static List<Mode> where(Predicate<Mode> wanted) {
    return ALL.stream().filter(wanted).toList();
  }

  public static Mode named(String name) {
    return ALL.stream().filter(mode -> mode.name().equals(name)).findFirst().orElseThrow();
  }

  private static Mode server(String name, String words) {
    return served(name, words, RECEIVED, Shape.TEXT);
  }

  private static Mode served(String name, String words, String prints, Shape shape) {
    return Mode.of("server " + name, "echoserver -n " + words, prints, shape).endedBy("TERM", 0);
  }

  private static Mode lines(String name, String words) {
    return client("line " + name, words, "\\Aone\ntwo\n\\z").reading("one\ntwo\n");
  }

  private static Mode client(String name, String words, String prints) {
    return Mode.of(name, "echoclient " + words, prints, Shape.TEXT);
  }

  private static Mode endless(String name, String words, String prints, int code) {
    return client(name, words, prints).endedBy("INT", code);
  }

  private static Mode json(String name, String words, String prints) {
    return Mode.of(name, "echoclient " + words, prints, Shape.JSON);
  }

  private static Mode jsonLines(String name, String words) {
    return Mode.of(name, "echoclient " + words, "\"event\":\"end\"", Shape.JSON_LINES);
  }

  private static Mode tap(String name, String words) {
    return Mode.of(name, "echoclient " + words, NO_CHECK_FAILED, Shape.TAP);
  }

  private static Mode ctl(String name, String words, String prints, Shape shape) {
    return Mode.of("ctl " + name, "echoctl --admin {admin} " + words, prints, shape);
  }
}
