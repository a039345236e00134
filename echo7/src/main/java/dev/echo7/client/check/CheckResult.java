package dev.echo7.client.check;

/**
 * A check that was done.
 *
 * @param number from 1 on
 * @param durationNs how long it took
 */
public record CheckResult(int number, Check check, CheckVerdict verdict, long durationNs) {

  /** Whether the server failed it. */
  public boolean isFailure() {
    return verdict instanceof CheckVerdict.NotOk;
  }
}
