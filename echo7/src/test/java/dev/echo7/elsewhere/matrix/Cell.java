package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A mode under a circumstance: what a test runs. */
public record Cell(Mode mode, Circumstance circumstance) {
  private static final AtomicInteger RUN = new AtomicInteger();
  public static final Path LOG = Path.of("echo7/src/test/resources/dev/echo7/elsewhere/load.hlog");

  public static List<Cell> of(List<Mode> modes, List<Circumstance> circumstances) {
    return circumstances.stream()
        .flatMap(circumstance -> modes.stream().map(mode -> new Cell(mode, circumstance)))
        .toList();
  }

  /** One of the programs, as shipped. */
  public static String bin(String program) {
    return Path.of("bin", program).toAbsolutePath().toString();
  }

  /** What a server says that has used up what it got: it serves on. */
  private static final Pattern NOTHING_LEFT =
      Pattern.compile(
          "(all \\d+ connections are|the only connection is) in use; new clients wait"
              + "|cannot start another thread");

  /** They move hundreds of megabytes, by TLS too, and wait in vain where they should. */
  private static final Duration ALL_CHECKS = Duration.ofMinutes(3);

  /** Runs it, against a peer if it is a client's, and holds the claims. */
  public void hold(Peer peer, Path folder) {
    if (mode.uses("drain")) {
      try (Peer drained = peer.twin()) {
        holdWith(drained, folder);
      }
    } else if (mode.uses("--peer")) {
      try (Program guest = peer.guest()) {
        holdWith(peer, folder);
        guest.exitCode();
      }
    } else {
      holdWith(peer, folder);
    }
  }

  private void holdWith(Peer peer, Path folder) {
    Outcome outcome = circumstance.outcome().apply(mode);
    try (Program program = Program.start(circumstance.command(words(peer, folder)))) {
      boolean works = begins(program, peer);
      List<ProcessHandle> started = processes(program);
      if (works && !mode.end().signal().isEmpty()) {
        program.signal(mode.end().signal());
      }
      program.exitCodeWithin(mode.name().startsWith("check") ? ALL_CHECKS : Program.PATIENCE);
      int code = program.exitCodeIfValid();
      if (outcome.mayWork() && (outcome.says() == null || code == mode.end().code())) {
        boolean onTheEdge = outcome.says() != null;
        Claims.worked(mode, program, code, onTheEdge ? NOTHING_LEFT : Claims.NOTHING);
        MachineFiles.check(folder);
      } else {
        Claims.failed(mode, program, code, outcome);
      }
      assertEquals(List.of(), started.stream().filter(ProcessHandle::isAlive).toList());
    }
  }

  private List<String> words(Peer peer, Path folder) {
    List<String> words = new ArrayList<>();
    words.add(bin(mode.program()));
    String local = peer.local();
    String id = ProcessHandle.current().pid() + "-" + RUN.incrementAndGet();
    for (String word : mode.words().subList(1, mode.words().size())) {
      String own =
          word.replace("127.0.0.1", local)
              .replace("{local}", local.replaceAll("[\\[\\]]", ""))
              .replace("{folder}", folder.toString())
              .replace("{id}", id)
              .replace("{hlog}", LOG.toAbsolutePath().toString());
      words.add(own.contains("{") ? peer.fill(own) : own);
    }
    return words;
  }

  /** Feeds its input, and waits until it works; false if it ended first. */
  private boolean begins(Program program, Peer peer) {
    program.feed(mode.input()).endInput();
    if (mode.end().signal().isEmpty()) {
      return true;
    }
    if (mode.isServer()) {
      return serves(program, peer);
    }
    Pattern prints = Pattern.compile(mode.prints(), Pattern.MULTILINE);
    return program.reachesStdout(text -> prints.matcher(text).find());
  }

  private boolean serves(Program server, Peer peer) {
    Pattern ready = Pattern.compile("(" + lastWords() + ").*\n");
    boolean begins =
        mode.uses("json")
            ? server.reachesStdout(text -> ready.matcher(text).find())
            : server.reachesStderr(text -> ready.matcher(text).find());
    if (!begins) {
      return false;
    }
    for (Listening listening : Listening.in(server.stderr() + server.stdout())) {
      Asking.assertEchoes(circumstance.network(), listening, peer.local());
    }
    return true;
  }

  /** What a server prints when it is ready. */
  private String lastWords() {
    if (mode.uses("--admin")) {
      return "admin endpoint on ";
    }
    return mode.uses("udp://") ? "listening on udp " : "at most \\d+ connection";
  }

  /** The program and all that it has started; not what a circumstance keeps beside it. */
  private static List<ProcessHandle> processes(Program program) {
    return ProcessHandle.of(program.pid()).stream()
        .flatMap(
            handle -> Stream.concat(Stream.of(handle), handle.descendants().filter(Cell::isOurs)))
        .toList();
  }

  private static boolean isOurs(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  @Override
  public String toString() {
    return mode + " in " + circumstance;
  }
}
