package dev.echo7.client.check;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.dial.DatagramTries;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tests a server for RFC 862 conformance, check by check, over any transport.
 *
 * <p>{@link #run} is called once; {@link #stop} from any thread meanwhile.
 */
public final class CheckMode {
  /** How long to wait for the ICMP error that a closed port causes. */
  private static final Duration FIRST_ANSWER = Duration.ofMillis(200);

  private final ProbeRoute route;
  private final CheckTarget target;
  private final List<Check> checks;

  private CheckMode(ProbeRoute route, CheckTarget target, List<Check> checks) {
    this.route = route;
    this.target = target;
    this.checks = checks;
  }

  /** All checks for the transport of an endpoint. */
  public static List<Check> suite(Endpoint endpoint) {
    return endpoint.isDatagrams() ? ofDatagrams() : ofStreams();
  }

  /** The checks of TCP, TLS and Unix sockets. */
  public static List<Check> ofStreams() {
    return StreamChecks.all();
  }

  /** The checks of UDP. */
  public static List<Check> ofDatagrams() {
    return DatagramChecks.all();
  }

  /** The names of all checks, each once: some exist for streams and datagrams. */
  public static List<String> allNames() {
    return Stream.concat(ofStreams().stream(), ofDatagrams().stream())
        .map(Check::name)
        .distinct()
        .toList();
  }

  /**
   * Finds the address to check, and makes sure that a client can connect to it.
   *
   * @param patience how long the server may do nothing before a check fails
   * @param wanted selects the checks to run
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   * @throws ConnectFailedException if nobody answers
   */
  public static CheckMode to(
      Endpoint endpoint, ConnectOptions options, Duration patience, Predicate<Check> wanted)
      throws IOException {
    AwakeClock.watch();
    ProbeRoute route = ProbeRoute.to(endpoint, options);
    route.open(false).wire().close();
    CheckTarget target = new CheckTarget(route, patience);
    try {
      if (endpoint.isDatagrams()) {
        refuseIfUnreachable(target);
      }
      return new CheckMode(route, target, suite(endpoint).stream().filter(wanted).toList());
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** A closed port reports that and answers nothing; a silent server is checked. */
  private static void refuseIfUnreachable(CheckTarget target) throws IOException {
    try (DatagramSession session = target.datagrams()) {
      DatagramTries tries = new DatagramTries(session);
      while (tries.next(ByteBuffer.allocate(1))) {
        boolean answered = session.receive(ByteBuffer.allocate(1), FIRST_ANSWER, tries);
        if (answered || tries.refused() == 0) {
          return;
        }
      }
      throw new ConnectFailedException(tries.refusal());
    } finally {
      target.forgetAll();
    }
  }

  /** The checks of this run, in order. */
  public List<Check> checks() {
    return checks;
  }

  /** The checked address, with the port. */
  public String place() {
    return route.place();
  }

  /**
   * Runs the checks.
   *
   * @param results receives each result as soon as it is known
   * @return whether all were run; false after {@link #stop}
   */
  public boolean run(Consumer<CheckResult> results) {
    try (target) {
      return runAll(results);
    }
  }

  private boolean runAll(Consumer<CheckResult> results) {
    int number = 0;
    for (Check check : checks) {
      long startNs = System.nanoTime();
      CheckVerdict verdict = verdict(check);
      if (target.isStopped()) {
        return false;
      }
      results.accept(new CheckResult(++number, check, verdict, System.nanoTime() - startNs));
    }
    return true;
  }

  private CheckVerdict verdict(Check check) {
    try {
      return check.procedure().on(target);
    } catch (NotEchoException e) {
      return new CheckVerdict.NotOk(FailureText.of(e), e.evidence());
    } catch (IOException e) {
      if (ThisMachine.keptFromConnecting(e)) {
        return CheckVerdict.Skipped.hindered(ThisMachine.words(e, null));
      }
      if (e instanceof ConnectFailedException) {
        return new CheckVerdict.NotOk("cannot connect: " + FailureText.of(e), List.of());
      }
      return new CheckVerdict.NotOk(CheckedConnection.words(e), List.of());
    } finally {
      target.forgetAll();
    }
  }

  /** Ends the run soon, as Ctrl-C does; the check in progress is not reported. */
  public void stop() {
    target.stop();
  }
}
