package dev.echo7.client.check;

import java.util.List;

/** What a check found. */
public sealed interface CheckVerdict {

  /**
   * The server did as it should.
   *
   * @param note what else there is to say of it; empty if nothing
   */
  record Ok(String note) implements CheckVerdict {}

  /**
   * It did not.
   *
   * @param message one line
   * @param evidence lines of it; may be none
   */
  record NotOk(String message, List<String> evidence) implements CheckVerdict {}

  /**
   * This could not be asked.
   *
   * @param reason one line
   * @param isHindered whether it should have run, and this machine prevented it
   */
  record Skipped(String reason, boolean isHindered) implements CheckVerdict {
    Skipped(String reason) {
      this(reason, false);
    }

    /** Skipped because of this machine, which says nothing about the server. */
    static Skipped hindered(String reason) {
      return new Skipped("this machine was the limit: " + reason, true);
    }
  }
}
