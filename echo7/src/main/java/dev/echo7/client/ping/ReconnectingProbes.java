package dev.echo7.client.ping;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import dev.echo7.verify.Fault;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifier;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends each probe on a connection of its own, one after the other, and measures every step:
 * resolving the name, connecting, the TLS handshake, the echo.
 *
 * <p>The time of a probe is the sum of its steps. Its response time counts from when it was due,
 * even if the one before took longer.
 */
final class ReconnectingProbes {
  /** One frame is sent, and a UDP socket may receive some that are older. */
  private static final int MEMORY = 64;

  /** How long to wait for the sender to learn why the connection broke. */
  private static final long REASON_MS = 100;

  private final PingState state;
  private final ProbeConnector connector;
  private volatile @Nullable Probe current;

  ReconnectingProbes(PingState state, ProbeConnector connector) {
    this.state = state;
    this.connector = connector;
  }

  void run() {
    try (Deadline patience = new Deadline("patience", this::giveUp)) {
      while (state.awaitDue(() -> false)) {
        Probe probe = new Probe(state.attempt());
        state.sent(probe.sequence);
        current = probe;
        patience.set(probe.giveUpNs);
        try {
          probe.run();
        } catch (IOException e) {
          probe.failed(e);
        } finally {
          patience.clear();
        }
      }
    }
  }

  private void giveUp() {
    Probe probe = current;
    if (probe != null && AwakeClock.nowNs() >= probe.giveUpNs && !state.isOver()) {
      probe.giveUp();
    }
  }

  /** One probe and its connection. */
  private final class Probe implements FrameListener {
    private final InFlight inFlight;
    private final long sequence;
    private final long intendedNs;
    private final long startNs;
    private final long giveUpNs;
    private PingReply.Steps opened = new PingReply.Steps(0, 0, 0, 0);
    private long receivedNs;
    private long echoSentNs;
    private boolean judged;
    private volatile @Nullable IOException sendFailure;
    private volatile boolean gaveUp;
    private volatile @Nullable ProbeWire wire;

    Probe(PingState.Attempt attempt) {
      this.sequence = attempt.sequence();
      this.intendedNs = attempt.intendedNs();
      this.startNs = attempt.startNs();
      this.giveUpNs = startNs + state.options().linger().toNanos();
      this.inFlight = new InFlight(2, sequence);
      inFlight.add(intendedNs);
      inFlight.sent(sequence, startNs);
    }

    void run() throws IOException {
      ProbeRoute.Opening opening = connector.open(true);
      opened = new PingReply.Steps(opening.resolveNs(), opening.connectNs(), opening.tlsNs(), 0);
      try (ProbeWire open = opening.wire()) {
        wire = open;
        if (gaveUp) {
          throw new IOException(noReply());
        }
        exchange(open);
      } finally {
        connector.release();
      }
    }

    private String noReply() {
      return "no reply within " + state.options().linger().toMillis() + " ms";
    }

    /** Gives up because the reply takes too long: closes the connection, if it is open already. */
    void giveUp() {
      gaveUp = true;
      ProbeWire open = wire;
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        // It is closed already.
      }
    }

    private void exchange(ProbeWire open) throws IOException {
      ByteBuffer out = ByteBuffer.allocateDirect(state.options().size());
      state.frame().write(out, (int) sequence, sequence, intendedNs);
      Verifier verifier =
          Verifiers.of(open.isDatagrams(), state.frame(), (int) sequence, inFlight, MEMORY, this);
      ByteBuffer in = ByteBuffer.allocateDirect(verifier.bufferBytes());
      echoSentNs = AwakeClock.nowNs();
      if (state.sendsAtOnce()) {
        open.send(out.flip(), reason -> {});
        receive(open, verifier, in);
      } else {
        Thread sender = Thread.ofPlatform().daemon().start(() -> send(open, out.flip()));
        try {
          receive(open, verifier, in);
        } catch (IOException e) {
          throw reasonOf(sender, e);
        } finally {
          sender.interrupt();
        }
      }
      connector.kernel();
    }

    private void send(ProbeWire open, ByteBuffer out) {
      try {
        open.send(out, reason -> {});
      } catch (IOException e) {
        sendFailure = e;
      }
    }

    /**
     * Why the connection broke. The kernel tells of a reset only once: if it told the sender, the
     * receiver found the end of the stream.
     */
    private IOException reasonOf(Thread sender, IOException found) {
      try {
        sender.join(REASON_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      IOException sent = sendFailure;
      return sent != null && SystemError.of(sent) == SystemError.ECONNRESET ? sent : found;
    }

    private void receive(ProbeWire open, Verifier verifier, ByteBuffer in) throws IOException {
      while (!judged) {
        int count = open.receive(in);
        receivedNs = AwakeClock.nowNs();
        in.flip();
        OtherProtocolException.refuse(in, state.frame());
        state.judge(
            () -> {
              if (count < 0) {
                verifier.end(in);
              } else {
                verifier.verify(in);
              }
              return false;
            });
        in.compact();
        if (count < 0) {
          throw new IOException("the server closed the connection");
        }
      }
    }

    @Override
    public void arrived(long number) {
      judged = true;
      PingReply.Steps steps =
          new PingReply.Steps(
              opened.resolveNs(), opened.connectNs(), opened.tlsNs(), receivedNs - echoSentNs);
      // What this program did between the steps is not the path's.
      long ownNs = receivedNs - startNs - steps.sumNs();
      state.reply(
          new PingReply(
              number,
              state.options().size(),
              intendedNs + ownNs,
              startNs + ownNs,
              receivedNs,
              steps));
    }

    @Override
    public void fault(Fault fault) {
      judged = true;
      state.fault(fault);
    }

    void failed(IOException reason) {
      if (reason instanceof OtherProtocolException) {
        state.error(sequence, FailureText.of(reason));
        state.stop();
      } else if (gaveUp) {
        state.error(sequence, noReply());
      } else if (!state.isOver()) {
        if (isOurs(reason)) {
          state.notSent(sequence, ThisMachine.words(reason, null));
        } else {
          state.error(sequence, words(reason));
        }
      }
    }

    private boolean isOurs(IOException reason) {
      return reason instanceof NotSentException
          || (echoSentNs == 0 && ThisMachine.keptFromConnecting(reason));
    }

    private static String words(IOException reason) {
      return reason instanceof PortUnreachableException
          ? DatagramOutput.words(reason, null)
          : FailureText.of(reason);
    }
  }
}
