/**
 * Addresses as people write them and as sockets want them: endpoints, service names, hosts.
 *
 * <p>Rank 1: imports no other package of ours. Everything here may be called from any thread;
 * {@link dev.echo7.net.Resolver} may block on a name server and so is never called from an event
 * loop.
 */
@NullMarked
package dev.echo7.net;

import org.jspecify.annotations.NullMarked;
