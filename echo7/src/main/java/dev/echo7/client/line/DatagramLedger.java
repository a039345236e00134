package dev.echo7.client.line;

import dev.echo7.measure.AwakeClock;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which datagrams are in flight, which came back, and which did not come in time; shared by the
 * thread that sends and the one that receives. Uses constant memory.
 */
final class DatagramLedger {
  /**
   * The maximum number of datagrams in flight; more could overflow socket buffers on a healthy
   * path.
   */
  private static final int WINDOW = 128;

  private static final int WINDOW_BYTES = 512 * 1024;

  /** How many late and how many answered datagrams are remembered. */
  private static final int REMEMBERED = 1_024;

  private static final int REPORTED = 10;

  /** After this many ICMP errors, or failed sends, without any reply, the session ends. */
  private static final int HOPELESS = 3;

  private final long patienceNs;
  private final long startNs = AwakeClock.nowNs();
  private final Deque<SentDatagram> waiting = new ArrayDeque<>();
  private final Deque<SentDatagram> late = new ArrayDeque<>();
  private final Deque<SentDatagram> done = new ArrayDeque<>();
  private final Map<Long, String> refused = new HashMap<>();
  private final List<DatagramReport.NotSent> firstNotSent = new ArrayList<>();
  private long tried;
  private long sent;
  private long notSent;
  private long refusals;
  private long misjudged;
  private long refusedNs;
  private @Nullable String refusal;
  private @Nullable SentDatagram beingSent;
  private long answered;
  private long bytesSent;
  private long bytesReceived;
  private long bytesWaiting;
  private long duplicates;
  private long foreign;
  private boolean inputEnded;
  private DatagramReport.@Nullable Problem problem;

  /**
   * @param patienceNs how long to wait for a reply
   */
  DatagramLedger(long patienceNs) {
    this.patienceNs = patienceNs;
  }

  /** Waits until another datagram may be sent; returns false if the session has ended. */
  synchronized boolean awaitRoom(int bytes) throws InterruptedException {
    while (problem == null && !waiting.isEmpty() && !hasRoom(bytes)) {
      wait();
    }
    return problem == null;
  }

  private boolean hasRoom(int bytes) {
    return waiting.size() < WINDOW && bytesWaiting + bytes <= WINDOW_BYTES;
  }

  /** Adds a datagram that is about to be sent; returns whether it is the only one in flight. */
  synchronized boolean sending(ByteBuffer payload) {
    sent++;
    bytesSent += payload.remaining();
    bytesWaiting += payload.remaining();
    SentDatagram next = SentDatagram.of(++tried, payload);
    waiting.add(next);
    beingSent = next;
    return waiting.size() == 1;
  }

  /** The datagram being sent has been sent. */
  synchronized void went() {
    beingSent = null;
  }

  /** This machine could not send the datagram being sent. */
  synchronized void notSent(IOException reason) {
    SentDatagram kept = Objects.requireNonNull(beingSent);
    beingSent = null;
    if (waiting.remove(kept)) {
      bytesWaiting -= kept.bytes();
    }
    late.remove(kept);
    sent--;
    bytesSent -= kept.bytes();
    notSent++;
    if (firstNotSent.size() < REPORTED) {
      firstNotSent.add(new DatagramReport.NotSent(kept, FailureText.of(reason)));
    }
    if (sent == 0 && notSent >= HOPELESS) {
      fail(new DatagramReport.Problem.Network(reason));
    }
    notifyAll();
  }

  /**
   * An ICMP error reports that a datagram will not arrive. It does not say which: the latest is
   * assumed, and corrected if that one is answered after all.
   *
   * @param isSender whether the sending thread got the error, which then cannot be about the
   *     datagram being sent
   */
  synchronized void refused(String reason, boolean isSender) {
    refusals++;
    refusedNs = AwakeClock.nowNs();
    refusal = reason;
    SentDatagram meant = newestBut(beingSent);
    meant = meant == null && !isSender ? waiting.peekLast() : meant;
    if (meant != null && waiting.remove(meant)) {
      giveUp(meant);
      if (refused.size() < REMEMBERED) {
        refused.put(meant.number(), reason);
      }
    }
    if (!hasHeard() && refusals >= HOPELESS) {
      fail(new DatagramReport.Problem.Refused(reason));
    }
  }

  private @Nullable SentDatagram newestBut(@Nullable SentDatagram other) {
    for (Iterator<SentDatagram> i = waiting.descendingIterator(); i.hasNext(); ) {
      SentDatagram candidate = i.next();
      if (other == null || candidate.number() != other.number()) {
        return candidate;
      }
    }
    return null;
  }

  private boolean hasHeard() {
    return answered + foreign > 0;
  }

  /** Records a datagram that has come. */
  synchronized void receiving(ByteBuffer payload) {
    bytesReceived += payload.remaining();
    long crc = SentDatagram.crc(payload);
    SentDatagram original = takeOriginal(waiting, payload, crc);
    if (original != null) {
      bytesWaiting -= original.bytes();
      notifyAll();
    } else {
      original = takeOriginal(late, payload, crc);
    }
    if (original != null) {
      if (refused.remove(original.number()) != null) {
        misjudged++; // The ICMP error was about another one.
      }
      answered++;
      remember(original, done);
    } else if (done.stream().anyMatch(d -> d.isEchoedBy(payload, crc))) {
      duplicates++;
    } else {
      foreign++;
    }
  }

  private static @Nullable SentDatagram takeOriginal(
      Deque<SentDatagram> from, ByteBuffer payload, long crc) {
    for (Iterator<SentDatagram> i = from.iterator(); i.hasNext(); ) {
      SentDatagram candidate = i.next();
      if (candidate.isEchoedBy(payload, crc)) {
        i.remove();
        return candidate;
      }
    }
    return null;
  }

  private static void remember(SentDatagram datagram, Deque<SentDatagram> in) {
    if (in.size() == REMEMBERED) {
      in.removeFirst();
    }
    in.addLast(datagram);
  }

  /** Gives up datagrams without a reply in time; returns how long the next one may still take. */
  synchronized long expire() {
    long nowNs = AwakeClock.nowNs();
    for (SentDatagram first = waiting.peek(); first != null; first = waiting.peek()) {
      long leftNs = first.sentAtNs() + patienceNs - nowNs;
      if (leftNs > 0) {
        return leftNs;
      }
      waiting.remove();
      giveUp(first);
    }
    String reason = refusal;
    if (reason == null || hasHeard()) {
      return Long.MAX_VALUE;
    }
    long leftNs = refusedNs + patienceNs - nowNs;
    if (leftNs <= 0) {
      fail(new DatagramReport.Problem.Refused(reason));
    }
    return Math.max(1, leftNs);
  }

  private void giveUp(SentDatagram datagram) {
    bytesWaiting -= datagram.bytes();
    // Keeps the first ones, not the last: those are reported.
    if (late.size() < REMEMBERED) {
      late.add(datagram);
    }
    notifyAll();
  }

  /** All of the input has been sent. */
  synchronized void inputEnded() {
    inputEnded = true;
  }

  /** Ends the session; only the first reason counts. Nothing more is sent. */
  synchronized void fail(DatagramReport.Problem reason) {
    if (problem == null) {
      problem = reason;
    }
    inputEnded = true;
    notifyAll();
  }

  /** Whether nothing more will be sent and no reply is expected. */
  synchronized boolean isDone() {
    boolean pointless =
        problem instanceof DatagramReport.Problem.Refused
            || problem instanceof DatagramReport.Problem.Network
            || problem instanceof DatagramReport.Problem.Output;
    return inputEnded && (waiting.isEmpty() || pointless);
  }

  synchronized DatagramReport report() {
    List<SentDatagram> missing = new ArrayList<>(late);
    missing.addAll(waiting);
    missing.sort(Comparator.comparingLong(SentDatagram::number));
    String reason = refusal;
    if (reason != null) {
      missing.stream()
          .filter(datagram -> !refused.containsKey(datagram.number()))
          .limit(misjudged)
          .forEach(datagram -> refused.put(datagram.number(), reason));
      misjudged = 0;
    }
    if (reason != null && !hasHeard() && problem == null) {
      problem = new DatagramReport.Problem.Refused(reason);
    }
    return new DatagramReport(
        sent,
        answered,
        bytesSent,
        bytesReceived,
        missing.subList(0, Math.min(REPORTED, missing.size())),
        refused,
        notSent,
        firstNotSent,
        duplicates,
        foreign,
        AwakeClock.nowNs() - startNs,
        problem);
  }
}
