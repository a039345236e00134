package dev.echo7.client.load;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Pacer;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.verify.Fault;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.Verifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load: sends what is due as far as it may, and checks what comes back.
 *
 * <pre>
 *             due, sent              as many on their way as may be,
 *              +----+                or the kernel takes no more
 *              v    |                           +------+
 *  wire --->  WAITING for the next time  ---->  | FULL |
 *              ^                                +------+
 *              +------- an echo, or room -----------+
 *
 *  broken, from anywhere: what is on its way is lost, and the loop asks for another wire
 * </pre>
 *
 * <p>Used by the thread of its loop alone. A frame that is right allocates nothing.
 */
final class LoadConnection implements FrameListener {
  /** So long a closed loop waits before it asks a machine again that does not let anything out. */
  private static final long PAUSE_NS = 100_000_000;

  private final int number;
  private final LoadLoop loop;
  private final LoadSchedule schedule;
  private final LoadLedger ledger;
  private final LoadFlight flight;
  private final LoadOptions options;
  private final @Nullable Pacer pacer;
  private final DatagramOutput.Reports reports;

  private @Nullable LoadWire wire;
  private @Nullable SelectionKey key;
  private @Nullable LoadReceiver receiver;

  private boolean hasRoom;
  private boolean isQueued;

  /** In a closed loop, nothing is due before: this machine does not let it out at the moment. */
  private long pausedUntilNs = Long.MIN_VALUE;

  /**
   * Whether the connection could not be opened because of this machine; set by the opening thread.
   */
  private volatile boolean hindered;

  /** Since when another frame could have gone. */
  private long possibleNs;

  LoadConnection(int number, LoadLoop loop, LoadSchedule schedule, LoadOptions options) {
    this.number = number;
    this.loop = loop;
    this.schedule = schedule;
    this.ledger = loop.ledger();
    this.options = options;
    this.reports = ledger::error;
    this.pacer = options.isOpenLoop() ? schedule.pacer(number) : null;
    this.possibleNs = schedule.startNs();
    this.flight = new LoadFlight(schedule, ledger, options);
  }

  int number() {
    return number;
  }

  /**
   * Has another wire from now on, the first one too.
   *
   * @param again whether one before it broke, or could not be opened, so that what was due since
   *     then is late for no fault of ours
   */
  void use(LoadWire open, boolean again, long now) throws IOException {
    if (again) {
      ledger.reconnected();
      flight.beginAgain();
      possibleNs = now;
    }
    hindered = false;
    receiver =
        new LoadReceiver(
            loop.frame(),
            loop.buffers(),
            open,
            Verifier.of(
                open.isDatagrams(), loop.frame(), number, flight.times(), flight.memory(), this));
    hasRoom = true;
    wire = open;
    key = loop.register(open, this);
    resume(now);
  }

  /** The connection could not be opened; any thread. */
  void cannotOpen(IOException reason) {
    if (ThisMachine.keptFromConnecting(reason)) {
      hindered = true;
      ledger.hindered(ThisMachine.words(reason, null));
    } else {
      ledger.error(FailureText.of(reason));
    }
  }

  /** It is due, or was when it could not send. */
  void wake(long now) {
    isQueued = false;
    resume(now);
  }

  private void resume(long now) {
    try {
      while (mayStillSend(now) && dueNs(now) <= now) {
        sendBatch(now);
      }
    } catch (IOException e) {
      failed(e);
    }
    if (mayStillSend(now) && !isQueued) {
      isQueued = true;
      loop.queue(this, dueNs(now));
    }
  }

  private boolean mayStillSend(long now) {
    return wire != null && hasRoom && !isFull() && dueNs(now) < schedule.endNs();
  }

  /** In a closed loop a frame is due when it can be sent. */
  private long dueNs(long now) {
    return pacer != null
        ? pacer.dueNs()
        : Math.max(Math.max(now, pausedUntilNs), schedule.firstNs(number));
  }

  private boolean isFull() {
    return flight.isFull(came());
  }

  private long came() {
    return receiver == null ? flight.first() : receiver.came();
  }

  private boolean isDatagrams() {
    return wire != null && wire.isDatagrams();
  }

  private void sendBatch(long now) throws IOException {
    if (isDatagrams()) {
      sendDatagram(now);
    } else {
      sendStream(now);
    }
  }

  /** Sends as many frames as are due and fit. */
  private void sendStream(long now) throws IOException {
    LoadWire open = Objects.requireNonNull(wire);
    ByteBuffer out = loop.buffers().outgoing().clear();
    long first = flight.next();
    do {
      long due = dueNs(now);
      loop.frame().write(out, number, flight.next(), due);
      flight.add(due);
      next();
    } while (out.remaining() >= options.size() && mayStillSend(now) && dueNs(now) <= now);
    flight.sent(first, possibleNs, AwakeClock.nowNs());
    write(open, out.flip());
  }

  private void next() {
    if (pacer != null) {
      pacer.next();
    }
  }

  private void write(LoadWire open, ByteBuffer out) throws IOException {
    hasRoom = open.write(out);
    if (!hasRoom) {
      interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  /** Sends one frame; if this machine cannot send it, it does not count as sent. */
  private void sendDatagram(long now) throws IOException {
    long due = dueNs(now);
    ByteBuffer out = loop.buffers().outgoing().clear();
    loop.frame().write(out, number, flight.next(), due);
    next();
    long sentNs = AwakeClock.nowNs();
    LoadWire open = Objects.requireNonNull(wire);
    try {
      if (DatagramOutput.send((DatagramChannel) open.channel(), out.flip(), reports) == 0) {
        write(open, out); // No room: the wire keeps it.
      }
    } catch (NotSentException e) {
      pausedUntilNs = now + PAUSE_NS;
      ledger.hindered(FailureText.of(e));
      ledger.notSent(due);
      return;
    }
    long sequence = flight.next();
    flight.add(due);
    flight.sent(sequence, possibleNs, sentNs);
  }

  private void interest(int operations) {
    Objects.requireNonNull(key).interestOps(operations);
  }

  /** The channel has something for us, or room for more. */
  void ready(SelectionKey selected) {
    try {
      if (selected.isWritable() && wire != null && wire.flush()) {
        interest(SelectionKey.OP_READ);
        possibleNs = AwakeClock.nowNs();
        hasRoom = true;
      }
      if (selected.isReadable()) {
        boolean wasFull = isFull();
        if (!Objects.requireNonNull(receiver).receive()) {
          broken("closed by the server");
        }
        possibleNs = wasFull && hasRoom ? AwakeClock.nowNs() : possibleNs;
      }
    } catch (IOException e) {
      failed(e);
    }
    if (!isQueued) {
      resume(AwakeClock.nowNs());
    }
  }

  @Override
  public void arrived(long sequence) {
    flight.arrived(sequence, Objects.requireNonNull(receiver).nowNs());
  }

  @Override
  public void fault(Fault fault) {
    flight.fault(fault);
  }

  private void failed(IOException reason) {
    if (isDatagrams() && DatagramOutput.isReport(reason)) {
      ledger.error(DatagramOutput.words(reason, null));
    } else {
      broken(FailureText.of(reason, Situation.TALK));
    }
  }

  private void broken(String reason) {
    ledger.error(reason);
    close();
    loop.reopen(this);
  }

  /** What is on its way on this wire will not come. */
  private void close() {
    LoadWire open = wire;
    if (open == null) {
      return;
    }
    Objects.requireNonNull(receiver).end();
    flight.giveUpAll();
    wire = null;
    try {
      open.close();
    } catch (IOException e) {
      // It is of no more use in any case.
    }
  }

  /** Stops waiting for datagrams that should have come long ago; another may go in their place. */
  void tick(long now) {
    boolean wasFull = isFull();
    if (!isDatagrams() || !flight.giveUpSentBy(now - options.patience().toNanos(), came())) {
      return;
    }
    possibleNs = wasFull ? now : possibleNs;
    if (!isQueued) {
      resume(now);
    }
  }

  /** Whether nothing is due any more, and nothing on its way. */
  boolean isOver(long now) {
    boolean allSent = dueNs(now) >= schedule.endNs() && hasRoom;
    return wire == null ? now >= schedule.endNs() : allSent && flight.isOver();
  }

  /** Ends it, and names what never came. */
  void end() {
    close();
    flight.end();
    while (pacer != null && pacer.dueNs() < schedule.endNs()) {
      if (hindered) {
        ledger.notSent(pacer.dueNs());
      } else {
        ledger.unsent(pacer.dueNs());
      }
      pacer.next();
    }
  }
}
