package dev.echo7.client.check;

import java.util.List;

/** The verdict of a check. */
public sealed interface CheckVerdict {

  /**
   * The server passed.
   *
   * @param note an additional remark; may be empty
   */
  record Ok(String note) implements CheckVerdict {}

  /**
   * The server failed.
   *
   * @param message one line
   * @param evidence line by line; may be empty
   */
  record NotOk(String message, List<String> evidence) implements CheckVerdict {}

  /**
   * The check could not be run.
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
