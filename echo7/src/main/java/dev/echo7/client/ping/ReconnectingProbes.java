package dev.echo7.client.ping;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.verify.Arrivals;
import dev.echo7.verify.DatagramVerifier;
import dev.echo7.verify.Fault;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.StreamVerifier;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Probes that each make a connection of their own, one after the other, and take the time of every
 * step: the name, the connection, the handshake, the echo.
 *
 * <p>Not flood: the time of a probe counts from when it was due, also if the one before took
 * longer.
 */
final class ReconnectingProbes {
  private final PingMode mode;
  private final PingClock clock;

  ReconnectingProbes(PingMode mode) {
    this.mode = mode;
    this.clock = new PingClock(mode.options(), mode.ledger());
  }

  void run() {
    EndWatch watch = new EndWatch(mode, clock::deadlineNs);
    try {
      while (awaitDue()) {
        probe();
      }
    } finally {
      watch.close();
    }
  }

  private boolean awaitDue() {
    mode.lock().lock();
    try {
      while (!mode.isOver() && !clock.isComplete() && clock.mayProbe()) {
        long nowNs = AwakeClock.nowNs();
        long dueNs = mode.options().flood() ? nowNs : clock.dueNs();
        if (nowNs - clock.endNs() >= 0) {
          return false;
        }
        if (nowNs - dueNs >= 0) {
          return true;
        }
        mode.changed().await(Math.min(dueNs, clock.endNs()) - nowNs, TimeUnit.NANOSECONDS);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      mode.lock().unlock();
    }
  }

  private void probe() {
    Attempt attempt = begin();
    Thread watch =
        Thread.ofPlatform()
            .name("patience")
            .daemon()
            .start(() -> attempt.giveUpLater(patienceNs()));
    try {
      attempt.run();
    } catch (IOException e) {
      attempt.failed(e);
    } finally {
      attempt.end();
      watch.interrupt();
    }
  }

  private long patienceNs() {
    return mode.options().linger().toNanos();
  }

  private Attempt begin() {
    mode.lock().lock();
    try {
      long nowNs = AwakeClock.nowNs();
      long intendedNs = mode.options().flood() ? nowNs : clock.dueNs();
      clock.sent(nowNs);
      mode.ledger().tried(intendedNs, nowNs, false);
      long sequence = mode.ledger().tried();
      mode.listener().sent(sequence);
      return new Attempt(sequence, intendedNs, nowNs);
    } finally {
      mode.lock().unlock();
    }
  }

  /** One probe and its connection. */
  private final class Attempt implements Arrivals {
    private final AtomicBoolean over = new AtomicBoolean();
    private final InFlight inFlight;
    private final long sequence;
    private final long intendedNs;
    private final long startNs;
    private PingReply.Steps opened = new PingReply.Steps(0, 0, 0, 0);
    private long receivedNs;
    private long echoSentNs;
    private boolean judged;
    private volatile boolean gaveUp;

    Attempt(long sequence, long intendedNs, long startNs) {
      this.sequence = sequence;
      this.intendedNs = intendedNs;
      this.startNs = startNs;
      this.inFlight = new InFlight(2, sequence);
      inFlight.add(intendedNs);
      inFlight.sent(sequence, startNs);
    }

    void run() throws IOException {
      ProbeRoute.Opening opening = mode.open(true);
      mode.announce();
      opened = new PingReply.Steps(opening.resolveNs(), opening.connectNs(), opening.tlsNs(), 0);
      try (ProbeWire wire = opening.wire()) {
        if (gaveUp) {
          throw new IOException("no reply within " + mode.options().linger().toMillis() + " ms");
        }
        exchange(wire);
      } finally {
        mode.useNone();
      }
    }

    private void exchange(ProbeWire wire) throws IOException {
      ByteBuffer out = ByteBuffer.allocateDirect(mode.frame().size());
      mode.frame().write(out, (int) sequence, sequence, intendedNs);
      ByteBuffer in =
          ByteBuffer.allocateDirect(
              wire.isDatagrams() ? UdpLimits.MAX_DATAGRAM : StreamVerifier.bufferBytes(mode.frame().size()));
      Thread sender = null;
      echoSentNs = AwakeClock.nowNs();
      if (out.flip().remaining() <= 16 * 1024) {
        wire.send(out, reason -> {});
      } else {
        sender = Thread.ofPlatform().daemon().start(() -> sendBeside(wire, out));
      }
      if (wire.isDatagrams()) {
        receiveDatagram(wire, in);
      } else {
        receiveStream(wire, in);
      }
      mode.askKernel();
      if (sender != null) {
        sender.interrupt();
      }
    }

    private void sendBeside(ProbeWire wire, ByteBuffer out) {
      try {
        wire.send(out, reason -> {});
      } catch (IOException e) {
        // The thread that receives notices too.
      }
    }

    private void receiveDatagram(ProbeWire wire, ByteBuffer in) throws IOException {
      DatagramVerifier verifier =
          new DatagramVerifier(mode.frame(), (int) sequence, inFlight, 64, this);
      while (!judged) {
        wire.receive(in);
        judge(() -> verifier.verify(in.flip()));
        in.clear();
      }
    }

    private void receiveStream(ProbeWire wire, ByteBuffer in) throws IOException {
      StreamVerifier verifier = new StreamVerifier(mode.frame(), (int) sequence, inFlight, 1, this);
      while (!judged) {
        int count = wire.receive(in);
        in.flip();
        judge(
            () -> {
              if (count < 0) {
                verifier.end(in);
              } else {
                verifier.verify(in);
              }
            });
        in.compact();
        if (count < 0) {
          throw new IOException("the server closed the connection");
        }
      }
    }

    private void judge(Runnable verify) {
      mode.lock().lock();
      try {
        receivedNs = AwakeClock.nowNs();
        verify.run();
      } finally {
        mode.lock().unlock();
      }
    }

    @Override
    public void arrived(long number) {
      judged = true;
      PingReply.Steps steps =
          new PingReply.Steps(
              opened.resolveNs(), opened.connectNs(), opened.tlsNs(), receivedNs - echoSentNs);
      PingReply reply =
          new PingReply(number, mode.options().size(), intendedNs, startNs, receivedNs, steps);
      mode.ledger().received(reply);
      mode.listener().reply(reply);
    }

    @Override
    public void fault(Fault fault) {
      judged = true;
      mode.ledger().fault(fault);
      mode.listener().fault(fault);
    }

    void failed(IOException reason) {
      mode.announce();
      mode.lock().lock();
      try {
        if (mode.isOver() && !gaveUp) {
          return;
        }
        if (!gaveUp && isOurs(reason)) {
          mode.notSent(sequence, ThisMachine.words(reason, null));
          return;
        }
        String message =
            gaveUp
                ? "no reply within " + mode.options().linger().toMillis() + " ms"
                : words(reason);
        mode.ledger().error(sequence, message);
        mode.listener().error(sequence, message);
      } finally {
        mode.lock().unlock();
      }
    }

    private boolean isOurs(IOException reason) {
      return reason instanceof NotSentException
          || (echoSentNs == 0 && ThisMachine.keptFromConnecting(reason));
    }

    private String words(IOException reason) {
      return reason instanceof PortUnreachableException
          ? DatagramOutput.words(reason, null)
          : FailureText.of(reason);
    }

    void end() {
      over.set(true);
    }

    /** Closes the connection when its time is over; that of the run is {@link EndWatch}'s. */
    void giveUpLater(long patienceNs) {
      long endNs = AwakeClock.nowNs() + patienceNs;
      mode.lock().lock();
      try {
        while (!over.get() && !mode.isOver() && AwakeClock.nowNs() - endNs < 0) {
          mode.changed().awaitNanos(endNs - AwakeClock.nowNs());
        }
        if (!over.get() && !mode.isOver()) {
          gaveUp = true;
          ProbeWire wire = mode.wire();
          if (wire != null) {
            wire.close();
          }
        }
      } catch (InterruptedException e) {
        // It was answered.
      } catch (IOException e) {
        // It had gone by itself.
      } finally {
        mode.lock().unlock();
      }
    }
  }
}
