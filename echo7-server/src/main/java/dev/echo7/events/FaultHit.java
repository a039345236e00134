package dev.echo7.events;

import java.util.List;

/**
 * An injected fault has acted.
 *
 * @param word its word in the endpoint's query: {@code cut}
 * @param at the byte of the connection's echo, counted from 0; of a datagram, its number among
 *     those of its source, counted from 1
 * @param atNs when, on the clock of {@link System#nanoTime}
 */
public record FaultHit(String word, long at, long atNs) {
  /**
   * Whether it is the last that a connection remembers: if asked as soon as it acted, that is true
   * of a few hits of each connection, which may well be told one by one.
   */
  public boolean isRememberedBy(Connection connection) {
    List<FaultHit> hits = connection.faultHits();
    return !hits.isEmpty() && hits.get(hits.size() - 1).equals(this);
  }
}
