package dev.echo7.client.ping;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import dev.echo7.verify.Fault;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifier;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One connection, or UDP socket, with the probes on it, and the thread that receives their echoes.
 *
 * <p>The state of its probes is guarded by the lock of {@link PingState}. No thread sends under
 * that lock, because a send may have to wait until the other thread has received; a separate lock
 * ensures that only one thread sends at a time.
 */
final class ProbeLine implements FrameListener, PingState.Sender {
  /** How long one thread waits for the other to learn why the connection broke. */
  private static final long REASON_MS = 100;

  /** How many unanswered probes are remembered; older ones are lost. */
  private static final int MEMORY = 4096;

  private final PingState state;
  private final ProbeConnector connector;
  private final ProbeWire wire;
  private final InFlight inFlight;
  private final Verifier verifier;
  private final BooleanSupplier verifying = this::verify;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final ReentrantLock sending = new ReentrantLock();
  private final Thread receiver;
  private final int connection;
  private final long firstSequence;
  private final long usableSinceNs = AwakeClock.nowNs();
  private final AtomicBoolean broken = new AtomicBoolean();
  private long receivedNs;
  private long answered;
  private boolean isEcho;
  private volatile boolean closing;

  /**
   * @param connection the connection number in its frames
   */
  ProbeLine(PingState state, ProbeConnector connector, ProbeWire wire, int connection) {
    this.state = state;
    this.connector = connector;
    this.wire = wire;
    this.connection = connection;
    this.firstSequence = state.connected();
    this.inFlight = new InFlight(MEMORY, firstSequence);
    this.verifier =
        Verifiers.of(wire.isDatagrams(), state.frame(), connection, inFlight, MEMORY, this);
    this.outgoing = ByteBuffer.allocateDirect(state.options().size());
    this.incoming = ByteBuffer.allocateDirect(verifier.bufferBytes());
    this.receiver = Thread.ofPlatform().name("receiver").daemon().start(this::receive);
  }

  /** Whether the connection failed, so that nothing more can come. */
  boolean isBroken() {
    return broken.get();
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
    long sequence = state.send(this, usableSinceNs, scheduled);
    if (sequence == PingState.NONE) {
      return;
    }
    try {
      wire.send(outgoing, reason -> state.error(sequence - 1, reason));
    } catch (NotSentException e) {
      state.notSent(sequence, FailureText.of(e));
    } catch (IOException e) {
      awaitReceiver(e);
      fail(sequence, e);
    }
  }

  /**
   * The kernel tells of a reset only once: to the thread that sends or to the one that receives.
   * The other one finds a broken pipe or the end of the stream, and lets it report first.
   */
  private void awaitReceiver(IOException found) {
    try {
      if (SystemError.of(found) != SystemError.ECONNRESET
          && !Thread.currentThread().equals(receiver)) {
        receiver.join(REASON_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same for the thread that receives. */
  private void awaitSender(IOException found) {
    try {
      if (SystemError.of(found) != SystemError.ECONNRESET
          && !closing
          && sending.tryLock(REASON_MS, TimeUnit.MILLISECONDS)) {
        sending.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long prepare(long intendedNs) {
    long latest = inFlight.next() - 1;
    if (!state.options().flood() && latest >= inFlight.first() && answered < latest) {
      state.unanswered(latest);
    }
    long sequence = inFlight.add(intendedNs);
    state.frame().write(outgoing.clear(), connection, sequence, intendedNs);
    outgoing.flip();
    return sequence;
  }

  @Override
  public void sent(long sequence, long nowNs) {
    inFlight.sent(sequence, nowNs);
  }

  private void receive() {
    while (true) {
      int count;
      try {
        count = wire.receive(incoming);
      } catch (IOException e) {
        if (wire.isDatagrams() && DatagramOutput.isReport(e)) {
          state.error(inFlight.next() - 1, DatagramOutput.words(e, null));
          continue;
        }
        awaitSender(e);
        fail(latest(), e);
        return;
      }
      receivedNs = AwakeClock.nowNs();
      if (count < 0) {
        IOException end = new IOException("the server closed the connection");
        awaitSender(end);
        fail(latest(), end);
        return;
      }
      if (!isEcho) {
        try {
          isEcho = OtherProtocolException.refuse(incoming.duplicate().flip(), state.frame());
        } catch (OtherProtocolException e) {
          incoming.clear(); // It is no echo that could be damaged.
          fail(latest(), e);
          state.stop();
          return;
        }
      }
      if (state.judge(verifying) && sending.tryLock()) {
        try {
          transmit(false);
        } finally {
          sending.unlock();
        }
      }
    }
  }

  /** The probe that was sent last, or is sent next if the connection broke before the first. */
  private long latest() {
    return Math.max(firstSequence, inFlight.next() - 1);
  }

  /**
   * Returns whether the latest probe is answered. A flood goes on only then: otherwise each stall
   * would add one more probe in flight for good.
   */
  private boolean verify() {
    verifier.verify(incoming.flip());
    incoming.compact();
    return answered == inFlight.next() - 1;
  }

  @Override
  public void arrived(long sequence) {
    answered = Math.max(answered, sequence);
    state.reply(
        new PingReply(
            sequence,
            state.options().size(),
            inFlight.intendedNs(sequence),
            inFlight.sentNs(sequence),
            receivedNs,
            null));
  }

  @Override
  public void fault(Fault fault) {
    answered = Math.max(answered, fault.sequence());
    state.fault(fault);
  }

  /** The connection failed. */
  private void fail(long sequence, IOException reason) {
    if (!closing && !state.isOver() && broken.compareAndSet(false, true)) {
      state.broken(sequence, FailureText.of(reason));
    }
  }

  /** Closes the connection, and reports what is left in the buffer or never came. */
  void close() {
    closing = true;
    connector.kernel();
    try {
      wire.close();
      receiver.join();
    } catch (IOException e) {
      // It is closed already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    state.judge(
        () -> {
          verifier.end(incoming.flip());
          return false;
        });
  }
}
