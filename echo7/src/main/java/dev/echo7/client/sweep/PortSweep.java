package dev.echo7.client.sweep;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Moments;
import dev.echo7.measure.OwnDelays;
import dev.echo7.measure.Pacer;
import dev.echo7.measure.Validity;
import dev.echo7.net.Endpoint;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Probes from many source ports. Routers and bonded links choose a path by a hash of addresses and
 * ports: one bad member of an ECMP group or a LAG affects only some ports.
 *
 * <p>The ports take turns, so that a disturbance at one time affects all of them. One thread.
 */
public final class PortSweep {
  /** The minimum wait for the last replies; more if twice the longest round trip is longer. */
  private static final long LEAST_PATIENCE_NS = 1_000_000_000;

  private final Endpoint endpoint;
  private final ConnectOptions connect;
  private final PingOptions options;
  private final Moments times = new Moments();
  private volatile boolean stopped;
  private volatile @Nullable Selector waiting;

  /** Called once, when all ports are open and the first probe is about to be sent. */
  public interface Listener {
    /**
     * The ports are open.
     *
     * @param place the address that is probed
     * @param ports how many there are
     */
    void started(String place, int ports);
  }

  /**
   * The results of a sweep.
   *
   * @param place the address that was probed
   * @param times of all round trips
   * @param validity whether the sweep measured the path, or only this machine
   */
  public record Report(
      String place, List<PortResult> ports, Moments times, long elapsedNs, Validity validity) {}

  /**
   * @param options the interval is that between two probes of one port
   */
  public PortSweep(Endpoint endpoint, ConnectOptions connect, PingOptions options) {
    this.endpoint = endpoint;
    this.connect = connect;
    this.options = options;
  }

  /** Ends the run at once, except for a connect in progress. */
  public void stop() {
    stopped = true;
    Selector selector = waiting;
    if (selector != null) {
      selector.wakeup();
    }
  }

  /**
   * Probes.
   *
   * @param count of ports
   * @throws IOException if the host is unknown, none of the first eight ports is answered, or this
   *     machine cannot open a socket
   */
  public Report run(int count, long seed, Listener listener) throws IOException {
    AwakeClock.watch();
    OwnDelays begun = OwnDelays.untilNow();
    int probes = (int) options.count();
    Frame frame = new Frame(seed, options.size());
    PortOpener opener = new PortOpener(endpoint, connect, frame, probes, times);
    List<SourcePort> ports = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      waiting = selector;
      String lacking = open(count, opener, ports, selector);
      listener.started(opener.place(), ports.size());
      long startNs = AwakeClock.nowNs();
      probe(ports, selector, probes, startNs);
      long elapsedNs = AwakeClock.nowNs() - startNs;
      List<PortResult> results = ports.stream().map(SourcePort::result).toList();
      List<String> reasons = new ArrayList<>(begun.reasonsSince(elapsedNs));
      if (lacking != null) {
        reasons.add(
            "only " + ports.size() + " of " + count + " source ports could be opened: " + lacking);
      }
      notSent(results, reasons);
      return new Report(opener.place(), results, times, elapsedNs, new Validity(reasons));
    } finally {
      ports.forEach(SourcePort::close);
    }
  }

  /** Opens as many ports as possible; returns why not all, or null. */
  private @Nullable String open(
      int count, PortOpener opener, List<SourcePort> ports, Selector selector) throws IOException {
    for (int number = 1; number <= count && !stopped; number++) {
      try {
        SourcePort port = opener.open(number);
        ports.add(port);
        port.register(selector);
      } catch (IOException e) {
        if (ports.isEmpty() || !ThisMachine.keptFromConnecting(e)) {
          throw e;
        }
        return ThisMachine.words(e, null);
      }
    }
    return null;
  }

  private static void notSent(List<PortResult> ports, List<String> reasons) {
    long notSent = ports.stream().mapToLong(PortResult::notSent).sum();
    long tried = notSent + ports.stream().mapToLong(PortResult::transmitted).sum();
    ports.stream()
        .filter(port -> port.notSent() > 0)
        .findFirst()
        .ifPresent(
            port ->
                reasons.add(
                    notSent
                        + " of "
                        + tried
                        + (tried == 1 ? " probe" : " probes")
                        + " never left this machine: "
                        + port.said()));
  }

  private void probe(List<SourcePort> ports, Selector selector, int probes, long startNs)
      throws IOException {
    Pacer pacer = Pacer.fixed(startNs, (double) options.interval().toNanos() / ports.size());
    long total = (long) probes * ports.size();
    long sent = 0;
    long lastSentNs = startNs;
    while (!stopped) {
      long nowNs = AwakeClock.nowNs();
      if (sent < total && nowNs - pacer.dueNs() >= 0) {
        ports.get((int) (sent++ % ports.size())).probe();
        lastSentNs = nowNs;
        pacer.next();
        receive(selector, 0);
        continue;
      }
      long untilNs = sent < total ? pacer.dueNs() : lastSentNs + patienceNs();
      if (sent == total && (nowNs - untilNs >= 0 || isComplete(ports))) {
        return;
      }
      receive(selector, untilNs - nowNs);
    }
  }

  private static boolean isComplete(List<SourcePort> ports) {
    return ports.stream().allMatch(SourcePort::isComplete);
  }

  private long patienceNs() {
    long patienceNs = Math.max(LEAST_PATIENCE_NS, 2 * times.max());
    return Math.min(options.linger().toNanos(), patienceNs);
  }

  private static void receive(Selector selector, long waitNs) throws IOException {
    long waitMs = waitNs / 1_000_000;
    if (waitMs > 0) {
      selector.select(key -> ((SourcePort) key.attachment()).receive(), waitMs);
    } else {
      selector.selectNow(key -> ((SourcePort) key.attachment()).receive());
    }
  }
}
