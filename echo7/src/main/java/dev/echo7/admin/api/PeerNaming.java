package dev.echo7.admin.api;

import dev.echo7.events.Peer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the names of peers. Never waits: a name that is not known yet may be later. Any
 * thread.
 */
public interface PeerNaming {
  /** Knows only what needs no lookup. */
  PeerNaming NO_LOOKUPS = Peer::name;

  /** What this peer is called; null while that is not known. */
  @Nullable String of(Peer peer);
}
