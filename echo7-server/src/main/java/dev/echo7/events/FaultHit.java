package dev.echo7.events;

/**
 * A fault that was asked for has acted.
 *
 * @param word its word in the endpoint's query: {@code cut}
 * @param at the byte of the connection's echo, counted from 0; of a datagram, its number among
 *     those of its source, counted from 1
 * @param atNs when, on the clock of {@link System#nanoTime}
 */
public record FaultHit(String word, long at, long atNs) {}
