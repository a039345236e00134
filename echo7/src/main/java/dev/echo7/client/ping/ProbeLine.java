package dev.echo7.client.ping;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.verify.Arrivals;
import dev.echo7.verify.DatagramVerifier;
import dev.echo7.verify.Fault;
import dev.echo7.verify.Frame;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.StreamVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection, or UDP socket, with probes on it and a thread that waits for their echoes.
 *
 * <p>The lock of the run guards what is known; a lock of its own keeps sends apart. No thread sends
 * under the lock of the run: a send may have to wait until the other thread has received.
 */
final class ProbeLine implements Arrivals {
  /** How many unanswered probes are known by their times; older ones are lost. */
  private static final int DEPTH = 4096;

  /** A thread that receives may also send so much: the kernel takes it without waiting. */
  private static final int INLINE_BYTES = 16 * 1024;

  private static final long NONE = 0;

  private final PingMode mode;
  private final PingClock clock;
  private final ProbeWire wire;
  private final InFlight inFlight;
  private final Verifying verifying;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final ReentrantLock sending = new ReentrantLock();
  private final Thread receiver;
  private final int connection;
  private final long usableSinceNs = AwakeClock.nowNs();
  private long receivedNs;
  private long answered;
  private boolean broken;
  private volatile boolean closing;

  /** Judges what is in the buffer. */
  private interface Verifying {
    void verify(ByteBuffer in, boolean last);
  }

  ProbeLine(PingMode mode, PingClock clock, ProbeWire wire, int connection) {
    this.mode = mode;
    this.clock = clock;
    this.wire = wire;
    this.connection = connection;
    Frame frame = mode.frame();
    this.inFlight = new InFlight(DEPTH, mode.ledger().tried() + 1);
    this.verifying = wire.isDatagrams() ? datagrams(frame) : stream(frame);
    this.outgoing = ByteBuffer.allocateDirect(frame.size());
    this.incoming =
        ByteBuffer.allocateDirect(
            wire.isDatagrams() ? UdpLimits.MAX_DATAGRAM : StreamVerifier.bufferBytes(frame.size()));
    mode.ledger().connected();
    this.receiver = Thread.ofPlatform().name("receiver").daemon().start(this::receive);
  }

  private Verifying datagrams(Frame frame) {
    DatagramVerifier verifier = new DatagramVerifier(frame, connection, inFlight, DEPTH, this);
    return (in, last) -> {
      if (last) {
        verifier.end();
      } else {
        verifier.verify(in.flip());
        in.clear();
      }
    };
  }

  private Verifying stream(Frame frame) {
    StreamVerifier verifier = new StreamVerifier(frame, connection, inFlight, DEPTH, this);
    return (in, last) -> {
      in.flip();
      if (last) {
        verifier.end(in);
      } else {
        verifier.verify(in);
      }
      in.compact();
    };
  }

  /** Whether nothing more can come. */
  boolean isBroken() {
    mode.lock().lock();
    try {
      return broken;
    } finally {
      mode.lock().unlock();
    }
  }

  /** Sends the probe that is due. */
  void send() {
    sending.lock();
    try {
      transmit(true);
    } finally {
      sending.unlock();
    }
  }

  private void transmit(boolean scheduled) {
    long sequence = register(scheduled);
    if (sequence == NONE) {
      return;
    }
    try {
      wire.send(outgoing, reason -> say(sequence - 1, reason));
    } catch (NotSentException e) {
      notSent(sequence, e);
    } catch (IOException e) {
      fail(sequence, e);
    }
  }

  private void notSent(long sequence, IOException reason) {
    mode.lock().lock();
    try {
      mode.notSent(sequence, FailureText.of(reason));
      mode.changed().signalAll();
    } finally {
      mode.lock().unlock();
    }
  }

  /** Returns its sequence, or NONE if the other thread was faster with the last one. */
  private long register(boolean scheduled) {
    boolean flood = mode.options().flood();
    mode.lock().lock();
    try {
      if (!clock.mayProbe()) {
        return NONE;
      }
      announceUnanswered(flood);
      long intendedNs = flood ? AwakeClock.nowNs() : clock.dueNs();
      long sequence = inFlight.add(intendedNs);
      mode.frame().write(outgoing.clear(), connection, sequence, intendedNs);
      outgoing.flip();
      mode.listener().sent(sequence);
      long nowNs = AwakeClock.nowNs();
      clock.sent(nowNs);
      if (!clock.mayProbe()) {
        mode.changed().signalAll(); // Now it is known when the run ends.
      }
      // Before there was a way, it was the way that was late, and not we.
      mode.ledger().tried(Math.max(intendedNs, usableSinceNs), nowNs, scheduled && !flood);
      long sentNs = AwakeClock.nowNs();
      inFlight.sent(sequence, sentNs);
      return sequence;
    } finally {
      mode.lock().unlock();
    }
  }

  private void announceUnanswered(boolean flood) {
    long latest = inFlight.next() - 1;
    if (!flood && latest >= inFlight.first() && answered < latest) {
      mode.listener().unanswered(latest);
    }
  }

  private void receive() {
    while (true) {
      int count;
      try {
        count = wire.receive(incoming);
      } catch (IOException e) {
        if (wire.isDatagrams() && DatagramOutput.isReport(e)) {
          say(inFlight.next() - 1, DatagramOutput.words(e, null));
          continue;
        }
        fail(inFlight.next() - 1, e);
        return;
      }
      long nowNs = AwakeClock.nowNs();
      if (count < 0) {
        fail(inFlight.next() - 1, new IOException("the server closed the connection"));
        return;
      }
      if (take(nowNs) && sending.tryLock()) {
        try {
          transmit(false);
        } finally {
          sending.unlock();
        }
      }
    }
  }

  /** Judges what came; returns whether the next probe is to go out at once. */
  private boolean take(long nowNs) {
    mode.lock().lock();
    try {
      receivedNs = nowNs;
      verifying.verify(incoming, false);
      // The latest one is back: with any other, each stall would put one more on its way for good.
      boolean more = answered == inFlight.next() - 1;
      if (clock.isComplete()) {
        mode.changed().signalAll();
        return false;
      }
      boolean inline = mode.options().flood() && mode.options().size() <= INLINE_BYTES;
      if (mode.options().flood() && !inline) {
        mode.changed().signalAll();
      }
      return more && inline && clock.mayProbe() && !mode.isOver();
    } finally {
      mode.lock().unlock();
    }
  }

  @Override
  public void arrived(long sequence) {
    answered = Math.max(answered, sequence);
    PingReply reply =
        new PingReply(
            sequence,
            mode.options().size(),
            inFlight.intendedNs(sequence),
            inFlight.sentNs(sequence),
            receivedNs,
            null);
    mode.ledger().received(reply);
    mode.listener().reply(reply);
  }

  @Override
  public void fault(Fault fault) {
    answered = Math.max(answered, fault.sequence());
    mode.ledger().fault(fault);
    mode.listener().fault(fault);
  }

  /** It is over with this connection, and not because we wanted it. */
  private void fail(long sequence, IOException reason) {
    mode.lock().lock();
    try {
      if (closing || broken || mode.isOver()) {
        return;
      }
      broken = true;
      say(sequence, FailureText.of(reason));
      mode.changed().signalAll();
    } finally {
      mode.lock().unlock();
    }
  }

  private void say(long sequence, String message) {
    mode.lock().lock();
    try {
      mode.ledger().error(sequence, message);
      mode.listener().error(sequence, message);
    } finally {
      mode.lock().unlock();
    }
  }

  /** Ends it, and judges what is still in the buffer or never came. */
  void close() {
    closing = true;
    mode.lock().lock();
    try {
      mode.askKernel();
    } finally {
      mode.lock().unlock();
    }
    try {
      wire.close();
      receiver.join();
    } catch (IOException e) {
      // It had gone before.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    mode.lock().lock();
    try {
      verifying.verify(incoming, true);
    } finally {
      mode.lock().unlock();
    }
  }
}
