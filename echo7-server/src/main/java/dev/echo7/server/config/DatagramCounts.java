package dev.echo7.server.config;

import dev.echo7.events.DropReason;
import java.util.Map;

/**
 * What a server has done about datagrams since its start.
 *
 * @param received those to which a reply was made
 * @param receivedBytes the bytes in them
 * @param dropped those that got none, by reason
 */
public record DatagramCounts(long received, long receivedBytes, Map<DropReason, Long> dropped) {

  public DatagramCounts {
    dropped = Map.copyOf(dropped);
  }

  /** How many were dropped for one reason. */
  public long dropped(DropReason reason) {
    return dropped.getOrDefault(reason, 0L);
  }
}
