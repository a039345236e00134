package dev.echo7.client.check;

import dev.echo7.client.dial.NotEchoException;
import java.io.IOException;

/**
 * One check of an echo server.
 *
 * @param name to select it by
 * @param claim what a server does that passes
 * @param procedure how it is checked
 */
public record Check(String name, String claim, Procedure procedure) {

  /** Performs a check, on the thread of the run. */
  @FunctionalInterface
  interface Procedure {

    /**
     * Does it.
     *
     * @throws NotEchoException if the server fails the check
     * @throws IOException if the check cannot be completed, which counts as a failure
     */
    CheckVerdict on(CheckTarget target) throws IOException;
  }
}
