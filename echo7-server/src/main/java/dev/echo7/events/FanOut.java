package dev.echo7.events;

import java.util.Arrays;
import java.util.List;

/**
 * Tells several what happens in a server, each in turn. A message is told to those alone that
 * {@linkplain ServerEvents#wantsMessages want} that: with one of them, or none, it costs a call.
 */
public final class FanOut implements ServerEvents {
  private final ServerEvents[] all;
  private final ServerEvents ofMessages;

  private FanOut(ServerEvents[] all, ServerEvents ofMessages) {
    this.all = all;
    this.ofMessages = ofMessages;
  }

  /** Tells each of them; a single one is returned as it is. */
  public static ServerEvents to(List<? extends ServerEvents> listeners) {
    ServerEvents[] all = listeners.toArray(ServerEvents[]::new);
    if (all.length == 1) {
      return all[0];
    }
    ServerEvents[] wanting =
        Arrays.stream(all).filter(ServerEvents::wantsMessages).toArray(ServerEvents[]::new);
    return switch (wanting.length) {
      case 0 -> new FanOut(all, NONE);
      case 1 -> new FanOut(all, wanting[0]);
      default -> new FanOut(all, new Messages(wanting));
    };
  }

  /** Messages, where more than one wants them. */
  private static final class Messages implements ServerEvents {
    private final ServerEvents[] wanting;

    Messages(ServerEvents[] wanting) {
      this.wanting = wanting;
    }

    @Override
    public void received(Connection connection, int bytes) {
      for (ServerEvents each : wanting) {
        each.received(connection, bytes);
      }
    }

    @Override
    public void datagramReceived(Datagram datagram) {
      for (ServerEvents each : wanting) {
        each.datagramReceived(datagram);
      }
    }
  }

  @Override
  public boolean wantsMessages() {
    return Arrays.stream(all).anyMatch(ServerEvents::wantsMessages);
  }

  @Override
  public void received(Connection connection, int bytes) {
    ofMessages.received(connection, bytes);
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    ofMessages.datagramReceived(datagram);
  }

  @Override
  public void opened(Connection connection) {
    for (ServerEvents each : all) {
      each.opened(connection);
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    for (ServerEvents each : all) {
      each.closed(connection, closing);
    }
  }

  @Override
  public void datagramDropped(DropReason reason) {
    for (ServerEvents each : all) {
      each.datagramDropped(reason);
    }
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    for (ServerEvents each : all) {
      each.rejected(peer, reason);
    }
  }

  @Override
  public void failed(String problem) {
    for (ServerEvents each : all) {
      each.failed(problem);
    }
  }

  @Override
  public void truncated(Peer peer) {
    for (ServerEvents each : all) {
      each.truncated(peer);
    }
  }

  @Override
  public void noticed(String notice) {
    for (ServerEvents each : all) {
      each.noticed(notice);
    }
  }
}
