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

/**
 * Holds a server against RFC 862, check by check, over any transport.
 *
 * <p>{@link #run} is called once; {@link #stop} from any thread meanwhile.
 */
public final class CheckMode {
  /** An ICMP message takes no longer, or is not waited for. */
  private static final Duration FIRST_ANSWER = Duration.ofMillis(200);

  private final ProbeRoute route;
  private final CheckTarget target;
  private final List<Check> checks;

  private CheckMode(ProbeRoute route, CheckTarget target, List<Check> checks) {
    this.route = route;
    this.target = target;
    this.checks = checks;
  }

  /** All that there are for a transport. */
  public static List<Check> suite(Endpoint endpoint) {
    return endpoint instanceof Endpoint.Udp ? DatagramChecks.all() : StreamChecks.all();
  }

  /**
   * Finds the address to check, and sees that it can be connected to.
   *
   * @param patience how long nothing may move before a check has failed
   * @param wanted which checks to do
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   * @throws ConnectFailedException if nobody answers
   */
  public static CheckMode to(
      Endpoint endpoint, ConnectOptions options, Duration patience, Predicate<Check> wanted)
      throws IOException {
    AwakeClock.watch();
    ProbeRoute route = ProbeRoute.to(endpoint, options);
    route.open(false).wire().close();
    CheckTarget target = new CheckTarget(route, options, patience);
    if (endpoint instanceof Endpoint.Udp) {
      refuseIfUnreachable(target);
    }
    return new CheckMode(route, target, suite(endpoint).stream().filter(wanted).toList());
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
      target.forgetDatagrams();
    }
  }

  /** What will be done, in order. */
  public List<Check> checks() {
    return checks;
  }

  /** The one address that is checked, with the port. */
  public String place() {
    return route.place();
  }

  /**
   * Does the checks.
   *
   * @param results hears of each when it is done
   * @return whether all were done, and not stopped before
   */
  public boolean run(Consumer<CheckResult> results) {
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
      target.forgetDatagrams();
    }
  }

  /** Ends the run soon, as Ctrl-C does; the check that runs is not reported. */
  public void stop() {
    target.stop();
  }
}
