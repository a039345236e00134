package dev.echo7.client.line;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What came of a session in line mode.
 *
 * @param sent bytes taken from the input and given to the network
 * @param received bytes that came back
 * @param identical whether all came back, and unchanged (as far as CRC32C can tell)
 * @param durationNs from the established connection to its end
 * @param problem what ended it before its time; null if nothing did
 */
public record LineReport(
    long sent, long received, boolean identical, long durationNs, @Nullable Problem problem) {

  /** What ended a session before its time. */
  public sealed interface Problem {

    /** The server closed although the input went on. */
    record ClosedEarly() implements Problem {}

    /** Nothing moved for as long as was allowed, and bytes were missing. */
    record Idle() implements Problem {}

    /** The connection broke. */
    record Connection(IOException failure) implements Problem {}

    /** The input cannot be read. */
    record Input(IOException failure) implements Problem {}

    /** The output cannot be written. */
    record Output(IOException failure) implements Problem {}
  }
}
