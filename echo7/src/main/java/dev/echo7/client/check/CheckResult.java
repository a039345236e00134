package dev.echo7.client.check;

/**
 * The result of a check.
 *
 * @param number from 1
 * @param durationNs how long it took
 */
public record CheckResult(int number, Check check, CheckVerdict verdict, long durationNs) {

  /** Whether the server failed it. */
  public boolean isFailure() {
    return verdict instanceof CheckVerdict.NotOk;
  }
}
