package dev.echo7.client.line;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of a session over UDP.
 *
 * @param sent datagrams that left this machine
 * @param answered datagrams whose echo came back unchanged
 * @param bytesSent payload of the sent datagrams, in bytes
 * @param bytesReceived payload of all received datagrams, in bytes
 * @param firstMissing the first few datagrams without a reply
 * @param refused the reasons of datagrams lost to an ICMP error, by number
 * @param notSent how many this machine could not send
 * @param firstNotSent the first few of those, with reasons
 * @param duplicates replies that came again
 * @param foreign replies that match no sent datagram: changed on the way, or not an echo
 * @param durationNs from the start to the end of the session
 * @param problem what ended the session early; null if nothing did
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

  /** The number of datagrams without a reply. */
  public long missing() {
    return sent - answered;
  }

  /** What ended a session early. */
  public sealed interface Problem {

    /**
     * Nothing came back but ICMP errors.
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
