package dev.echo7.client.churn;

import dev.echo7.client.churn.NewConnectionLedger.Start;
import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.dial.ConnectionStarter;
import dev.echo7.client.load.LoadReceiver;
import dev.echo7.client.tls.TlsLoadHandshake;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.client.wire.PlainLoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.verify.Fault;
import dev.echo7.verify.Frame;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection for one frame: connects, performs the TLS handshake, sends the frame, checks its
 * echo, and closes. It never waits.
 *
 * <pre>
 *                 connected         handshake over        echo          FIN of the server
 *  CONNECTING ---------------> HANDSHAKING -----> ECHOING ---> CLOSING ---> OVER
 *       |                                            ^
 *       +--------------- without TLS ----------------+
 *
 *  failed, or timed out: from any state to OVER
 * </pre>
 *
 * <p>A UDP socket begins with ECHOING, and ends with its echo. Used only by the thread of its loop.
 */
final class NewConnection implements FrameListener {
  /** The sequence of its frame. */
  private static final int ONLY = 1;

  /** How many frames back an arrival is recognised: the least of a verifier. */
  private static final int MEMORY = 64;

  private final int number;
  private final Start start;
  private final Duration patience;
  private final Owner owner;
  private final NewConnectionLedger ledger;
  private State state = State.CONNECTING;
  private long giveUpNs;
  private @Nullable SelectableChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable TlsLoadHandshake handshake;
  private @Nullable LoadWire wire;
  private @Nullable LoadReceiver receiver;
  private long connectedNs;
  private long sentNs;
  private boolean isSent;
  private boolean hasRoom = true;
  private boolean isJudged;

  private enum State {
    CONNECTING,
    HANDSHAKING,
    ECHOING,
    CLOSING,
    OVER
  }

  /** How a connection ended. */
  enum End {
    /** Its echo came, or was waited for to the end. */
    DONE,
    /** The server or the network broke it. */
    FAILED,
    /** This machine prevented it. */
    HINDERED
  }

  /** The event loop of a connection. */
  interface Owner {
    ConnectionStarter starter();

    Frame frame();

    LoadBuffers buffers();

    SelectionKey select(SelectableChannel channel, int operations, NewConnection connection)
        throws IOException;

    /** A connection has a new time limit, later than those of all others. */
    void prolonged(NewConnection connection);

    /** A connection is closed. */
    void over(NewConnection connection, End end);
  }

  /**
   * @param number in its frame
   * @param patience for all up to the echo, and once more for the end
   */
  NewConnection(
      int number, Start start, Duration patience, Owner owner, NewConnectionLedger ledger) {
    this.number = number;
    this.start = start;
    this.patience = patience;
    this.owner = owner;
    this.ledger = ledger;
    this.giveUpNs = start.startNs() + patience.toNanos();
  }

  /**
   * Starts to connect.
   *
   * @return false if the backlog of a Unix socket is full: call it again a little later
   */
  boolean begin() {
    try {
      SelectableChannel begun = owner.starter().begin();
      if (begun == null) {
        return false;
      }
      channel = begun;
      if (begun instanceof DatagramChannel datagrams) {
        opened(new PlainLoadWire<>(datagrams));
      } else {
        connect();
      }
    } catch (IOException e) {
      failed(e);
    }
    return true;
  }

  private void connect() throws IOException {
    SocketChannel stream = (SocketChannel) Objects.requireNonNull(channel);
    if (!owner.starter().finish(stream)) {
      select(SelectionKey.OP_CONNECT);
      return;
    }
    connectedNs = AwakeClock.nowNs();
    ledger.connected(start, connectedNs);
    if (owner.starter().isTls()) {
      state = State.HANDSHAKING;
      handshake = new TlsLoadHandshake(stream, owner.starter().tlsEngine(), owner.buffers());
      shakeHands();
    } else {
      opened(new PlainLoadWire<>(stream));
    }
  }

  private void shakeHands() throws IOException {
    TlsLoadHandshake shaking = Objects.requireNonNull(handshake);
    LoadWire secured = shaking.proceed(patience);
    if (secured == null) {
      selectForWire(!shaking.waitsForRoom());
      return;
    }
    ledger.secured(start, connectedNs, AwakeClock.nowNs());
    opened(secured);
  }

  private void opened(LoadWire open) throws IOException {
    wire = open;
    state = State.ECHOING;
    InFlight inFlight = new InFlight(2, ONLY);
    inFlight.add(start.dueNs());
    receiver =
        new LoadReceiver(
            owner.frame(),
            owner.buffers(),
            open,
            Verifiers.of(open.isDatagrams(), owner.frame(), number, inFlight, MEMORY, this));
    send(open);
    selectForWire(hasRoom);
  }

  private void send(LoadWire open) throws IOException {
    ByteBuffer out = owner.buffers().outgoing().clear();
    owner.frame().write(out, number, ONLY, start.dueNs());
    out.flip();
    sentNs = AwakeClock.nowNs();
    boolean isToKeep =
        !(open.channel() instanceof DatagramChannel datagrams)
            || DatagramOutput.send(datagrams, out, reason -> {}) == 0;
    hasRoom = !isToKeep || open.write(out);
    isSent = true;
    ledger.sent(start);
  }

  private void selectForWire(boolean withRoom) throws IOException {
    select(withRoom ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void select(int operations) throws IOException {
    if (key == null) {
      key = owner.select(Objects.requireNonNull(channel), operations, this);
    } else {
      key.interestOps(operations);
    }
  }

  /** The channel is ready. */
  void ready() {
    try {
      switch (state) {
        case CONNECTING -> connect();
        case HANDSHAKING -> shakeHands();
        case ECHOING, CLOSING -> exchange();
        case OVER -> {
          // It was closed in this round.
        }
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void exchange() throws IOException {
    LoadWire open = Objects.requireNonNull(wire);
    if (!hasRoom && open.flush()) {
      hasRoom = true;
      selectForWire(true);
    }
    if (!Objects.requireNonNull(key).isReadable()) {
      return;
    }
    boolean isOpen = Objects.requireNonNull(receiver).receive();
    if (!isOpen && !isJudged) {
      throw new IOException("closed by the server");
    }
    if (!isOpen || (isJudged && (open.isDatagrams() || !hasRoom))) {
      end(End.DONE);
    } else if (isJudged && state == State.ECHOING) {
      state = State.CLOSING;
      giveUpNs = AwakeClock.nowNs() + patience.toNanos();
      owner.prolonged(this);
      open.shutdownOutput();
    }
  }

  @Override
  public void arrived(long sequence) {
    isJudged = true;
    ledger.verified(start, sentNs, Objects.requireNonNull(receiver).nowNs());
  }

  @Override
  public void fault(Fault fault) {
    isJudged = true;
    ledger.fault(fault);
  }

  /** When {@link #giveUp} is to be called. */
  long giveUpNs() {
    return giveUpNs;
  }

  /** Its time is over. */
  void giveUp() {
    switch (state) {
      case CONNECTING -> failed(owner.starter().silence(patience));
      case HANDSHAKING -> failed(Objects.requireNonNull(handshake).timedOut(patience));
      case CLOSING -> {
        ledger.notClosed(patience);
        end(End.FAILED);
      }
      case ECHOING, OVER -> end(End.DONE);
    }
  }

  /** The load is over, perhaps before its time is. */
  void giveUpAtEnd(long nowNs) {
    if (nowNs >= giveUpNs) {
      giveUp();
      return;
    }
    if (!isSent) {
      ledger.unsent(start.dueNs());
    }
    end(End.DONE);
  }

  private void failed(IOException reason) {
    if (!isSent) {
      boolean isOurs = ledger.notOpened(start, reason);
      end(isOurs ? End.HINDERED : End.FAILED);
      return;
    }
    if (channel instanceof DatagramChannel && DatagramOutput.isReport(reason)) {
      ledger.reported(reason);
    } else {
      ledger.broken(reason, state == State.CLOSING);
    }
    end(End.FAILED);
  }

  private void end(End how) {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    if (isSent) {
      Objects.requireNonNull(receiver).end();
    }
    close();
    owner.over(this, how);
  }

  /** Closes it, without a word about it in the results. */
  void close() {
    try {
      if (wire != null) {
        wire.close();
      } else if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It is not used any more.
    }
  }
}
