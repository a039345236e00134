package dev.echo7.client.dial;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a datagram up to a few times, since UDP may lose some. An ICMP error counts as a lost
 * datagram; a failure to send does not count as a try. For one thread.
 */
public final class DatagramTries implements DatagramOutput.Reports {
  /** The number of tries. */
  public static final int MOST = 3;

  private static final int MOST_NOT_SENT = 5;

  private final Sender sender;
  private int sent;
  private int notSent;
  private int refused;
  private @Nullable String refusal;

  /** How a datagram is sent. */
  public interface Sender {
    void send(ByteBuffer datagram, DatagramOutput.Reports reports) throws IOException;
  }

  public DatagramTries(DatagramSession session) {
    this(session::send);
  }

  public DatagramTries(Sender sender) {
    this.sender = sender;
  }

  /**
   * Sends one more, if tries are left.
   *
   * @return whether one went
   * @throws ConnectFailedException if this machine repeatedly fails to send it
   * @throws NotSentException if it is too long for this machine
   */
  public boolean next(ByteBuffer datagram) throws IOException {
    while (sent < MOST) {
      try {
        sender.send(datagram.duplicate(), this);
        sent++;
        return true;
      } catch (NotSentException e) {
        if (SystemError.EMSGSIZE.isIn(e)) {
          throw e;
        }
        if (++notSent == MOST_NOT_SENT) {
          throw new ConnectFailedException(FailureText.of(e), true);
        }
      }
    }
    return false;
  }

  @Override
  public void lost(String reason) {
    refused++;
    refusal = reason;
  }

  public int sent() {
    return sent;
  }

  public int refused() {
    return refused;
  }

  /** The latest ICMP error; empty if none. */
  public String refusal() {
    return refusal == null ? "" : refusal;
  }

  /** Why none was answered, as far as known. */
  public IOException failure() {
    String reason = refusal;
    if (reason != null && refused >= sent) {
      return new ConnectFailedException(reason);
    }
    String which = reason == null ? "" : ", " + refused + " of them refused: " + reason;
    return new NotEchoException("no reply to any of " + MOST + " datagrams" + which);
  }
}
