package dev.echo7.client;

import dev.echo7.measure.Arrivals;
import dev.echo7.measure.Fault;
import dev.echo7.measure.InFlight;
import dev.echo7.measure.Pacer;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
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
final class LoadConnection implements Arrivals {
  /** How far back a late or second arrival is recognised, at least. */
  private static final int LEAST_MEMORY = 64;

  private final int number;
  private final LoadLoop loop;
  private final LoadSchedule schedule;
  private final LoadLedger ledger;
  private final LoadOptions options;
  private final @Nullable Pacer pacer;

  private @Nullable LoadWire wire;
  private @Nullable SelectionKey key;
  private InFlight inFlight;
  private @Nullable LoadReceiver receiver;

  private boolean hasRoom;
  private boolean isQueued;

  /** Datagrams below this are not waited for any more. */
  private long givenUpBelow = 1;

  private long unanswered;

  /** Since when another frame could have gone. */
  private long possibleNs;

  LoadConnection(int number, LoadLoop loop, LoadSchedule schedule, LoadOptions options) {
    this.number = number;
    this.loop = loop;
    this.schedule = schedule;
    this.ledger = loop.ledger();
    this.options = options;
    this.pacer = options.isOpenLoop() ? schedule.pacer(number) : null;
    this.possibleNs = schedule.startNs();
    this.inFlight = new InFlight(memory(), 1);
  }

  private int memory() {
    return Math.max(LEAST_MEMORY, 2 * options.depth());
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
      inFlight = new InFlight(memory(), inFlight.next());
      possibleNs = now;
    }
    receiver = new LoadReceiver(loop, open, number, inFlight, memory(), this);
    hasRoom = true;
    wire = open;
    key = loop.register(open, this);
    resume(now);
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
    return pacer != null ? pacer.dueNs() : Math.max(now, schedule.firstNs(number));
  }

  private boolean isFull() {
    return onTheirWay() >= options.depth();
  }

  private long onTheirWay() {
    return inFlight.next() - Math.max(came(), givenUpBelow);
  }

  private long came() {
    return receiver == null ? inFlight.first() : receiver.came();
  }

  private boolean isDatagrams() {
    return wire != null && wire.isDatagrams();
  }

  /** Sends as many frames as are due and fit; a datagram is one. */
  private void sendBatch(long now) throws IOException {
    LoadWire open = Objects.requireNonNull(wire);
    ByteBuffer out = loop.outgoing().clear();
    long first = inFlight.next();
    do {
      long due = dueNs(now);
      loop.frame().write(out, number, inFlight.next(), due);
      inFlight.add(due);
      if (pacer != null) {
        pacer.next();
      }
    } while (!open.isDatagrams()
        && out.remaining() >= options.size()
        && mayStillSend(now)
        && dueNs(now) <= now);
    takeDown(first);
    hasRoom = open.write(out.flip());
    if (!hasRoom) {
      interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  private void takeDown(long first) {
    long sentNs = System.nanoTime();
    for (long sequence = first; sequence < inFlight.next(); sequence++) {
      inFlight.sent(sequence, sentNs);
      unanswered++;
      if (options.isOpenLoop()) {
        ledger.sent(inFlight.intendedNs(sequence), possibleNs, sentNs);
      } else {
        ledger.sentUnscheduled(sentNs);
      }
    }
  }

  private void interest(int operations) {
    Objects.requireNonNull(key).interestOps(operations);
  }

  /** The channel has something for us, or room for more. */
  void ready(SelectionKey selected) {
    try {
      if (selected.isWritable() && wire != null && wire.flush()) {
        interest(SelectionKey.OP_READ);
        possibleNs = System.nanoTime();
        hasRoom = true;
      }
      if (selected.isReadable()) {
        boolean wasFull = isFull();
        if (!Objects.requireNonNull(receiver).receive()) {
          broken("closed by the server");
        }
        possibleNs = wasFull && hasRoom ? System.nanoTime() : possibleNs;
      }
    } catch (IOException e) {
      failed(e);
    }
    if (!isQueued) {
      resume(System.nanoTime());
    }
  }

  @Override
  public void arrived(long sequence) {
    unanswered--;
    long sentNs = inFlight.sentNs(sequence);
    long due = options.isOpenLoop() ? inFlight.intendedNs(sequence) : sentNs;
    ledger.verified(due, sentNs, Objects.requireNonNull(receiver).nowNs());
  }

  @Override
  public void fault(Fault fault) {
    switch (fault.kind()) {
      case LOST -> unanswered -= fault.count();
      case CORRUPTED, TRUNCATED -> unanswered--;
      case INSERTED, DUPLICATED, REORDERED, FOREIGN -> {
        // No frame of ours is the less on its way.
      }
    }
    ledger.fault(fault);
  }

  private void failed(IOException reason) {
    if (reason instanceof PortUnreachableException) {
      ledger.error("nobody listens there (ICMP port unreachable)");
    } else {
      broken(HappyEyeballs.words(reason));
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
    givenUpBelow = inFlight.next();
    unanswered = 0;
    wire = null;
    try {
      open.close();
    } catch (IOException e) {
      // It is of no more use in any case.
    }
  }

  /** Stops waiting for datagrams that should have come long ago; another may go in their place. */
  void tick(long now) {
    long limitNs = now - options.patience().toNanos();
    long oldest = Math.max(came(), givenUpBelow);
    if (!isDatagrams() || oldest >= inFlight.next() || inFlight.sentNs(oldest) > limitNs) {
      return;
    }
    boolean wasFull = isFull();
    while (oldest < inFlight.next() && inFlight.sentNs(oldest) <= limitNs) {
      oldest++;
    }
    givenUpBelow = oldest;
    possibleNs = wasFull ? now : possibleNs;
    if (!isQueued) {
      resume(now);
    }
  }

  /** Whether nothing is due any more, and nothing on its way. */
  boolean isOver(long now) {
    boolean allSent = dueNs(now) >= schedule.endNs() && hasRoom;
    return wire == null ? now >= schedule.endNs() : allSent && unanswered <= 0;
  }

  /** Ends it, and names what never came. */
  void end() {
    close();
    while (pacer != null && pacer.dueNs() < schedule.endNs()) {
      ledger.unsent(pacer.dueNs());
      pacer.next();
    }
  }
}
