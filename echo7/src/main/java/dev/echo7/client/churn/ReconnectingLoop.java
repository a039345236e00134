package dev.echo7.client.churn;

import dev.echo7.client.churn.NewConnection.End;
import dev.echo7.client.churn.NewConnectionLedger.Start;
import dev.echo7.client.dial.ConnectionStarter;
import dev.echo7.client.load.LoadLoop;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.client.load.LoadSchedule;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Pacer;
import dev.echo7.measure.StepTimes;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that opens a new connection for each frame. It has its share of the load's places:
 * a place is taken until its connection is closed on both sides.
 *
 * <p>In an open loop, a connection begins when it is due and a place is free. In a closed loop, one
 * begins as soon as a place is free, but 100 ms after a failure.
 */
final class ReconnectingLoop extends LoadLoop implements NewConnection.Owner {
  /**
   * How long a closed loop leaves the place of a failed connection empty; and how long no loop
   * tries again if this machine cannot open a connection, since a search for a free port is
   * expensive.
   */
  private static final long PAUSE_NS = 100_000_000;

  /** How often a Unix socket with a full backlog is tried. */
  private static final long RETRY_NS = 1_000_000;

  /** How many connections to begin before others get their turn. */
  private static final int BURST = 64;

  private final LoadOptions options;
  private final ConnectionStarter starter;
  private final NewConnectionLedger results;
  private final @Nullable Pacer pacer;
  private final int places;

  /** Those that are not closed, in the order of their time limits. */
  private final SequencedSet<NewConnection> open = new LinkedHashSet<>();

  /** Those that a full backlog keeps from connecting, in the order in which they began. */
  private final Queue<NewConnection> waiting = new ArrayDeque<>();

  /** In a closed loop, until when the places of failed connections stay empty. */
  private final Queue<Long> pauses = new ArrayDeque<>();

  private long retryNs;
  private long pausedUntilNs = Long.MIN_VALUE;
  private long freeSinceNs;
  private int usable;
  private int begun;

  ReconnectingLoop(
      int number, LoadSchedule schedule, LoadOptions options, ConnectionStarter starter, long seed)
      throws IOException {
    super(
        number,
        schedule,
        LoadBuffers.of(options.size(), options.depth(), starter.isTls()),
        new Frame(seed, options.size()));
    this.options = options;
    this.starter = starter;
    this.results = new NewConnectionLedger(schedule, ledger(), options.isOpenLoop());
    this.pacer = options.isOpenLoop() ? schedule.pacer(number, options.threads()) : null;
    this.places = (options.connections() - number - 1) / options.threads() + 1;
    this.freeSinceNs = schedule.startNs();
  }

  @Override
  protected boolean begin() {
    return false; // Nothing comes from other threads.
  }

  @Override
  protected void tick(long untilNs) {
    while (!open.isEmpty() && open.getFirst().giveUpNs() <= untilNs) {
      open.getFirst().giveUp();
    }
  }

  @Override
  protected boolean sendDue() {
    long nowNs = AwakeClock.nowNs();
    boolean found = retry(nowNs);
    for (int i = 0; i < BURST && mayBegin(nowNs); i++) {
      found = true;
      begin(nowNs);
      nowNs = AwakeClock.nowNs();
    }
    return found;
  }

  /** Tries those again that a full backlog keeps from connecting. */
  private boolean retry(long nowNs) {
    if (waiting.isEmpty() || nowNs < retryNs) {
      return false;
    }
    while (!waiting.isEmpty() && (!open.contains(waiting.element()) || waiting.element().begin())) {
      waiting.remove();
    }
    retryNs = nowNs + RETRY_NS;
    return true;
  }

  /** Whether a connection is due and can begin, which must then be done. */
  private boolean mayBegin(long nowNs) {
    return nextBeginNs(nowNs) <= nowNs && schedule().takeFrame(nowNs);
  }

  /** When the next connection begins; {@link Long#MAX_VALUE} if none does as things are. */
  private long nextBeginNs(long nowNs) {
    long nextNs = pacer == null ? nextOfClosedLoopNs(nowNs) : nextOfOpenLoopNs(pacer);
    return nextNs < schedule().sendEndNs() ? nextNs : Long.MAX_VALUE;
  }

  private long nextOfOpenLoopNs(Pacer due) {
    return open.size() < places ? due.dueNs() : Long.MAX_VALUE;
  }

  private long nextOfClosedLoopNs(long nowNs) {
    while (!pauses.isEmpty() && pauses.element() <= nowNs) {
      pauses.remove();
    }
    while (usable < places && firstNs(usable) <= nowNs) {
      usable++;
    }
    if (open.size() + pauses.size() < usable) {
      return Math.max(nowNs, pausedUntilNs);
    }
    long pauseEndsNs = pauses.isEmpty() ? Long.MAX_VALUE : pauses.element();
    return Math.min(pauseEndsNs, usable < places ? firstNs(usable) : Long.MAX_VALUE);
  }

  /** When a place is used for the first time. */
  private long firstNs(int place) {
    return schedule().firstNs(number() + place * options.threads());
  }

  private void begin(long nowNs) {
    long dueNs = nowNs;
    if (pacer != null) {
      dueNs = pacer.dueNs();
      pacer.next();
      if (nowNs < pausedUntilNs) {
        results.skipped(dueNs);
        return;
      }
    }
    Start start = new Start(dueNs, freeSinceNs, nowNs);
    int unique = number() + begun * options.threads();
    begun++;
    NewConnection connection = new NewConnection(unique, start, options.patience(), this, results);
    open.add(connection);
    if (!waiting.isEmpty()) {
      waiting.add(connection);
    } else if (!connection.begin()) {
      waiting.add(connection);
      retryNs = nowNs + RETRY_NS;
    }
  }

  @Override
  protected long nextDueNs() {
    long nextNs = nextBeginNs(AwakeClock.nowNs());
    return waiting.isEmpty() ? nextNs : Math.min(nextNs, retryNs);
  }

  @Override
  protected void ready(SelectionKey key) {
    ((NewConnection) key.attachment()).ready();
  }

  @Override
  public ConnectionStarter starter() {
    return starter;
  }

  @Override
  public SelectionKey select(SelectableChannel channel, int operations, NewConnection connection)
      throws IOException {
    return register(channel, operations, connection);
  }

  @Override
  public void prolonged(NewConnection connection) {
    open.addLast(connection);
  }

  @Override
  public void over(NewConnection connection, End end) {
    long nowNs = AwakeClock.nowNs();
    if (open.size() == places) {
      freeSinceNs = nowNs;
    }
    open.remove(connection);
    if (end == End.HINDERED) {
      pausedUntilNs = nowNs + PAUSE_NS;
    } else if (end == End.FAILED && pacer == null) {
      pauses.add(nowNs + PAUSE_NS);
    }
  }

  @Override
  protected boolean areAllOver(long nowNs) {
    return open.isEmpty() && (pacer == null || pacer.dueNs() >= schedule().sendEndNs());
  }

  @Override
  protected void end() {
    long nowNs = AwakeClock.nowNs();
    while (!open.isEmpty()) {
      open.getFirst().giveUpAtEnd(nowNs);
    }
    results.end();
    while (pacer != null && pacer.dueNs() < schedule().endNs()) {
      results.unsent(pacer.dueNs());
      pacer.next();
    }
  }

  @Override
  protected void close() {
    open.forEach(NewConnection::close);
    open.clear();
  }

  @Override
  protected StepTimes steps() {
    return results.steps();
  }
}
