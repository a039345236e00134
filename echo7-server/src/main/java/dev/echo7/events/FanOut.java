package dev.echo7.events;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Notifies several listeners of a server's events, one after the other. Messages go only to those
 * that {@linkplain ServerEvents#wantsMessages want} them: if one or none does, that costs one call.
 */
public final class FanOut implements ServerEvents {
  private final ServerEvents[] all;
  private final ServerEvents ofMessages;

  private FanOut(ServerEvents[] all, ServerEvents ofMessages) {
    this.all = all;
    this.ofMessages = ofMessages;
  }

  /** Notifies each of them; a single listener that wants messages is returned as it is. */
  public static ServerEvents to(List<? extends ServerEvents> listeners) {
    ServerEvents[] all = listeners.toArray(ServerEvents[]::new);
    if (all.length == 1 && all[0].wantsMessages()) {
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

  /** For messages, if several listeners want them. */
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
    tell(each -> each.opened(connection));
  }

  @Override
  public void faulted(Connection connection, FaultHit hit) {
    tell(each -> each.faulted(connection, hit));
  }

  @Override
  public void datagramFaulted(FaultHit hit) {
    tell(each -> each.datagramFaulted(hit));
  }

  @Override
  public void faultsChanged(String listener, String query) {
    tell(each -> each.faultsChanged(listener, query));
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    tell(each -> each.closed(connection, closing));
  }

  @Override
  public void datagramDropped(DropReason reason) {
    tell(each -> each.datagramDropped(reason));
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    tell(each -> each.rejected(peer, reason));
  }

  @Override
  public void failed(String problem) {
    tell(each -> each.failed(problem));
  }

  @Override
  public void truncated(Peer peer) {
    tell(each -> each.truncated(peer));
  }

  @Override
  public void noticed(String notice) {
    tell(each -> each.noticed(notice));
  }

  private void tell(Consumer<ServerEvents> what) {
    for (ServerEvents each : all) {
      what.accept(each);
    }
  }
}
