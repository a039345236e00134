package dev.echo7.events;

/**
 * How busy one event loop is.
 *
 * @param name its thread's: {@code event-loop-0}
 * @param load the processor time that it took, as a share of the time since the load was last asked
 *     for (at least one second), 0 to 1
 * @param connections how many it serves now
 */
public record LoopLoad(String name, double load, int connections) {}
