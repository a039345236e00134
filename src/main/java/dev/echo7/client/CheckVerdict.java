package dev.echo7.client;

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
   */
  record Skipped(String reason) implements CheckVerdict {}
}
