package dev.echo7.client.line;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a session over UDP.
 *
 * @param sent datagrams that left this machine
 * @param answered those of them whose echo came, unchanged
 * @param bytesSent payload in the first, in bytes
 * @param bytesReceived payload of all that came, in bytes
 * @param firstMissing of those that got no reply, the first few
 * @param refused the reasons of datagrams lost to an ICMP error, by number
 * @param notSent how many this machine could not send
 * @param firstNotSent the first few of those, with reasons
 * @param duplicates replies that came once more
 * @param foreign replies that are the echo of nothing that was sent: changed on the way, or not an
 *     echo
 * @param durationNs from the first to the last moment
 * @param problem what ended it before its time; null if nothing did
 */
public record DatagramReport(
    long sent,
    long answered,
    long bytesSent,
    long bytesReceived,
    List<SentDatagram> firstMissing,
    Map<Long, String> refused,
    long notSent,
    List<NotSent> firstNotSent,
    long duplicates,
    long foreign,
    long durationNs,
    @Nullable Problem problem) {

  public DatagramReport {
    firstMissing = List.copyOf(firstMissing);
    refused = Map.copyOf(refused);
    firstNotSent = List.copyOf(firstNotSent);
  }

  /**
   * A datagram that this machine could not send.
   *
   * @param reason with the cure
   */
  public record NotSent(SentDatagram datagram, String reason) {}

  /** How many got no reply. */
  public long missing() {
    return sent - answered;
  }

  /** What ended a session before its time. */
  public sealed interface Problem {

    /**
     * Nothing came back, and ICMP errors said why.
     *
     * @param reason with the cure
     */
    record Refused(String reason) implements Problem {}

    /** A line does not fit into a datagram. */
    record LineTooLong(long number, int maxBytes) implements Problem {}

    /** This machine cannot send or receive. */
    record Network(IOException failure) implements Problem {}

    /** The input cannot be read. */
    record Input(IOException failure) implements Problem {}

    /** The output cannot be written. */
    record Output(IOException failure) implements Problem {}
  }
}
