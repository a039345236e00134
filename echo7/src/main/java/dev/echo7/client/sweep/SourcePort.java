package dev.echo7.client.sweep;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Moments;
import dev.echo7.net.failure.FailureText;
import dev.echo7.verify.Fault;
import dev.echo7.verify.Frame;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifier;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One source port of a sweep: its socket, its probes and their times. One thread. */
final class SourcePort implements FrameListener {

  private final int number;
  private final int port;
  private final SelectableChannel channel;
  private final Frame frame;
  private final InFlight inFlight;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final Verifier verifier;
  private final Moments all;
  private final long[] timesNs;
  private int received;
  private int timed;
  private int refused;
  private int notSent;
  private boolean ours;
  private boolean isEcho;
  private int transmitted;
  private int corrupted;
  private int duplicates;
  private long nowNs;
  private @Nullable String error;
  private @Nullable String said;

  /**
   * @param number the connection number in its frames
   * @param channel connected; or closed, for a port that is {@link #broken} from the start
   * @param probes how many it will send
   * @param all collects the times of all ports
   */
  SourcePort(
      int number, int port, SelectableChannel channel, Frame frame, int probes, Moments all) {
    this.number = number;
    this.port = port;
    this.channel = channel;
    this.frame = frame;
    this.inFlight = new InFlight(probes, 1);
    this.outgoing = ByteBuffer.allocateDirect(frame.size());
    this.verifier =
        Verifiers.of(channel instanceof DatagramChannel, frame, number, inFlight, probes, this);
    this.incoming = ByteBuffer.allocateDirect(verifier.bufferBytes());
    this.all = all;
    this.timesNs = new long[probes];
  }

  /** Sends the next probe, unless the port was given up. */
  void probe() {
    if (error != null) {
      if (!ours) {
        transmitted++; // The port has failed: its probes count as lost.
      }
      return;
    }
    try {
      long sequence = inFlight.add(AwakeClock.nowNs());
      frame.write(outgoing.clear(), number, sequence, inFlight.intendedNs(sequence));
      outgoing.flip();
      inFlight.sent(sequence, AwakeClock.nowNs());
      send();
    } catch (NotSentException e) {
      notSent++;
      said = FailureText.of(e);
    } catch (IOException e) {
      broken(e);
    }
  }

  private void send() throws IOException {
    if (channel instanceof DatagramChannel datagrams) {
      int written = DatagramOutput.send(datagrams, outgoing, this::refused);
      transmitted++;
      if (written < frame.size()) {
        throw new IOException("the send buffer is full");
      }
      return;
    }
    transmitted++;
    if (((SocketChannel) channel).write(outgoing) < frame.size()) {
      throw new IOException("the send buffer is full");
    }
  }

  /** Records an ICMP error: one probe is lost, and the port goes on. */
  private void refused(String reason) {
    refused++;
    said = reason;
  }

  /** Receives and checks what has come. */
  void receive() {
    try {
      int count =
          channel instanceof DatagramChannel datagram
              ? datagram.read(incoming)
              : ((SocketChannel) channel).read(incoming);
      nowNs = AwakeClock.nowNs();
      if (count < 0) {
        broken(new IOException("the server closed the connection"));
        return;
      }
      if (count > 0) {
        isEcho = isEcho || OtherProtocolException.refuse(incoming.duplicate().flip(), frame);
        verifier.verify(incoming.flip());
        incoming.compact();
      }
    } catch (IOException e) {
      if (channel instanceof DatagramChannel && DatagramOutput.isReport(e)) {
        refused(DatagramOutput.words(e, null));
      } else {
        broken(e);
      }
    }
  }

  /** Gives the port up; its unanswered probes are lost, unless this machine was the reason. */
  void broken(IOException found) {
    IOException reason = greetingOr(found);
    ours = ThisMachine.keptFromConnecting(reason);
    error = ours ? ThisMachine.words(reason, null) : FailureText.of(reason);
    close();
  }

  /** A server of another protocol may have greeted before it closed: that says more. */
  private IOException greetingOr(IOException found) {
    if (isEcho || !(channel instanceof SocketChannel stream) || stream.isBlocking()) {
      return found;
    }
    try {
      stream.read(incoming);
      OtherProtocolException.refuse(incoming.duplicate().flip(), frame);
      return found;
    } catch (OtherProtocolException e) {
      return e;
    } catch (IOException e) {
      return found;
    }
  }

  @Override
  public void arrived(long sequence) {
    long takenNs = nowNs - inFlight.sentNs(sequence);
    received++;
    if (!AwakeClock.stoodStillBetween(inFlight.sentNs(sequence), nowNs)) {
      timesNs[timed++] = takenNs;
      all.add(takenNs);
    }
  }

  @Override
  public void fault(Fault fault) {
    switch (fault.kind()) {
      case DUPLICATED -> duplicates++;
      case CORRUPTED, TRUNCATED, INSERTED, FOREIGN -> corrupted++;
      case LOST, REORDERED -> {
        // Losses are counted by what came, and the order does not matter.
      }
    }
  }

  /** Whether no more replies are expected. */
  boolean isComplete() {
    return error != null || received + corrupted + refused >= transmitted;
  }

  PortResult result() {
    long[] sorted = Arrays.copyOf(timesNs, timed);
    Arrays.sort(sorted);
    boolean none = timed == 0;
    return new PortResult(
        port,
        transmitted,
        received,
        corrupted,
        duplicates,
        none ? 0 : sorted[0],
        none ? 0 : sorted[(timed - 1) / 2],
        none ? 0 : sorted[timed - 1],
        error,
        refused,
        notSent,
        said);
  }

  /** Registers with the selector, unless the port was given up. */
  void register(Selector selector) throws IOException {
    if (error == null) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is not used any more.
    }
  }
}
