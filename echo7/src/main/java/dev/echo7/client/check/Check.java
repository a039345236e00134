package dev.echo7.client.check;

import dev.echo7.client.dial.NotEchoException;
import java.io.IOException;

/**
 * One question to an echo server.
 *
 * @param name by which it is chosen
 * @param claim what is true of a server that passes
 * @param procedure how it is asked
 */
public record Check(String name, String claim, Procedure procedure) {

  /** How a check is done; on a thread of the run. */
  @FunctionalInterface
  interface Procedure {

    /**
     * Does it.
     *
     * @throws NotEchoException if the server does not do what the check claims
     * @throws IOException if that cannot be found out, which counts as if it did not
     */
    CheckVerdict on(CheckTarget target) throws IOException;
  }
}
