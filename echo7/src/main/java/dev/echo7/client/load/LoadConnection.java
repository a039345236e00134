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
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load: sends the frames that are due, up to its depth, and checks what comes
 * back.
 *
 * <pre>
 *             due, sent              as many in flight as allowed,
 *              +----+                or the kernel takes no more
 *              v    |                           +------+
 *  wire --->  WAITING for the next time  ---->  | FULL |
 *              ^                                +------+
 *              +------- an echo, or room -----------+
 *
 *  broken, from any state: frames in flight are lost, and the loop opens another wire
 * </pre>
 *
 * <p>Used only by the thread of its loop. Intact frames allocate nothing.
 */
final class LoadConnection implements FrameListener {
  /** How long a closed loop pauses if this machine cannot send. */
  private static final long PAUSE_NS = 100_000_000;

  private final int number;
  private final KeptLoop loop;
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

  /** In a closed loop, when to try again after this machine could not send. */
  private long pausedUntilNs = Long.MIN_VALUE;

  /**
   * Whether the connection could not be opened because of this machine; set by the opening thread.
   */
  private volatile boolean hindered;

  /** Since when another frame could have been sent. */
  private long possibleNs;

  LoadConnection(int number, KeptLoop loop, LoadSchedule schedule, LoadOptions options) {
    this.number = number;
    this.loop = loop;
    this.schedule = schedule;
    this.ledger = loop.ledger();
    this.options = options;
    this.reports = ledger::error;
    this.pacer = options.isOpenLoop() ? schedule.pacer(number, options.connections()) : null;
    this.possibleNs = schedule.startNs();
    this.flight = new LoadFlight(schedule, ledger, options);
  }

  int number() {
    return number;
  }

  /**
   * Uses a new wire from now on: the first one, or a replacement.
   *
   * @param again whether the wire before it broke or could not be opened, so that frames that were
   *     due since then do not count as sent late by us
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
            Verifiers.of(
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

  /** A frame is due, or was due while nothing could be sent. */
  void wake(long now) {
    isQueued = false;
    resume(now);
  }

  private void resume(long now) {
    try {
      while (maySend(now)) {
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
    return wire != null && hasRoom && !isFull() && dueNs(now) < schedule.sendEndNs();
  }

  /** Whether a frame is due and can be sent, which must then be done. */
  private boolean maySend(long now) {
    return mayStillSend(now) && dueNs(now) <= now && schedule.takeFrame(now);
  }

  /** When the next frame is due: in a closed loop, as soon as it can be sent. */
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

  /** Sends as many frames as are due and fit the buffer. */
  private void sendStream(long now) throws IOException {
    LoadWire open = Objects.requireNonNull(wire);
    ByteBuffer out = loop.buffers().outgoing().clear();
    long first = flight.next();
    do {
      long due = dueNs(now);
      loop.frame().write(out, number, flight.next(), due);
      flight.add(due);
      next();
    } while (out.remaining() >= options.size() && maySend(now));
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
        write(open, out); // The send buffer is full: the wire keeps it.
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

  /** The channel is readable or writable. */
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
    if (reason instanceof OtherProtocolException) {
      ledger.error(FailureText.of(reason));
      close();
      schedule.endAt(AwakeClock.nowNs());
    } else if (isDatagrams() && DatagramOutput.isReport(reason)) {
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

  /** Closes the wire; frames in flight on it are lost. */
  private void close() {
    LoadWire open = wire;
    if (open == null) {
      return;
    }
    Objects.requireNonNull(receiver).end();
    flight.giveUpAll();
    wire = null;
    loop.closing(open);
    try {
      open.close();
    } catch (IOException e) {
      // It is not used any more.
    }
  }

  /** Gives up datagrams that are overdue, so that others can be sent. */
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

  /** Whether nothing more is due or in flight. */
  boolean isOver(long now) {
    boolean allSent = dueNs(now) >= schedule.sendEndNs() && hasRoom;
    return wire == null ? now >= schedule.sendEndNs() : allSent && flight.isOver();
  }

  /** Ends the connection, and reports what never came. */
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
