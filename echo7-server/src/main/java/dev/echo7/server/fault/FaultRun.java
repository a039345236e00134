package dev.echo7.server.fault;

import dev.echo7.fault.Faults;
import dev.echo7.server.fault.stage.Draws;
import dev.echo7.server.fault.stage.OthersBytes;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The faults of an endpoint from one change of them to the next: connections and datagrams are
 * counted from 1 again. Any thread.
 */
public final class FaultRun {
  private final Faults faults;
  private final long seed;
  private final Faults repeatable;
  private final Draws draws;
  private final long beganNs = System.nanoTime();
  private final AtomicLong connections = new AtomicLong();
  private final OthersBytes others = new OthersBytes();

  /**
   * @param ordinal the endpoint's number on its server, from 0
   */
  FaultRun(Faults faults, int ordinal) {
    Long given = faults.seed();
    this.faults = faults;
    boolean isToBeChosen = given == null && !faults.isEmpty();
    long chosen = isToBeChosen ? new SecureRandom().nextInt(Integer.MAX_VALUE) : 0;
    this.seed = given == null ? chosen : given;
    this.repeatable = isToBeChosen ? faults.seed(seed) : faults;
    this.draws = Draws.of(seed).part(ordinal);
  }

  public Faults faults() {
    return faults;
  }

  /** The faults with their seed, also if that was not given. */
  Faults repeatable() {
    return repeatable;
  }

  /** The query that repeats one connection alone. */
  String repeating(long connection) {
    return faults.seed(seed, connection).toString();
  }

  /** The random numbers of the endpoint. */
  public Draws draws() {
    return draws;
  }

  /** When the endpoint was given the faults. */
  public long beganNs() {
    return beganNs;
  }

  /** The number of one more connection: of its own, or of the one that all behave as. */
  long nextConnection() {
    long number = connections.incrementAndGet();
    Long always = faults.connection();
    return always == null ? number : always;
  }

  OthersBytes others() {
    return others;
  }
}
