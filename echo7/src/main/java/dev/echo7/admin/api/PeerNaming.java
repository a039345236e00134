package dev.echo7.admin.api;

import dev.echo7.events.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The known names of peers. Never blocks: a name that is unknown now may be known later. Any
 * thread.
 */
public interface PeerNaming {
  /** Knows only names that need no lookup. */
  PeerNaming NO_LOOKUPS = Peer::name;

  /** The name of a peer; null if unknown. */
  @Nullable String of(Peer peer);
}
