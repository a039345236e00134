package dev.echo7.events;

import dev.echo7.net.FailureText;

/**
 * What a helper thread does again and again. Whatever fails in it is told, and the thread goes on:
 * nobody else does its work. What does not fit into memory now may fit the next time.
 *
 * @param name what the thread is called on the console
 * @param events told of failures
 * @param step what it does
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
      // No memory even for that line: the next failure may be told.
    }
  }
}
