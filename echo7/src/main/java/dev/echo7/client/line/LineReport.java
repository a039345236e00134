package dev.echo7.client.line;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The results of a session in line mode.
 *
 * @param sent bytes read from the input and sent
 * @param received bytes that came back
 * @param identical whether all bytes came back unchanged, by CRC32C
 * @param durationNs from the established connection to its end
 * @param problem what ended the session early; null if nothing did
 */
public record LineReport(
    long sent, long received, boolean identical, long durationNs, @Nullable Problem problem) {

  /** What ended a session early. */
  public sealed interface Problem {

    /** The server closed before the input ended. */
    record ClosedEarly() implements Problem {}

    /** The idle timeout expired, and bytes were missing. */
    record Idle() implements Problem {}

    /** The connection broke. */
    record Connection(IOException failure) implements Problem {}

    /** The input cannot be read. */
    record Input(IOException failure) implements Problem {}

    /** The output cannot be written. */
    record Output(IOException failure) implements Problem {}
  }
}
