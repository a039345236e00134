package dev.echo7.events;

import dev.echo7.net.failure.FailureText;

/**
 * A periodic task of a helper thread. Failures are reported and the thread goes on, since no other
 * does its work: after an out-of-memory error, the next attempt may succeed.
 *
 * @param name the name of the task on the console
 * @param events receives failures
 * @param step the task
 */
public record HelperStep(String name, ServerEvents events, Runnable step) implements Runnable {

  @Override
  public void run() {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      tell(e);
    }
  }

  private void tell(Throwable failure) {
    try {
      events.failed(name + ": " + FailureText.of(failure) + "; trying again");
    } catch (RuntimeException | Error e) {
      // Not even memory for that line: the next failure may be reported.
    }
  }
}
