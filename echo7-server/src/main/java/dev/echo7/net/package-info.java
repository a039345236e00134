/**
 * Addresses as people write them and as sockets want them: endpoints, service names, hosts; and the
 * certificates and keys of TLS as files hold them.
 *
 * <p>Rank 0: imports no other package of ours. Everything here may be called from any thread;
 * {@link dev.echo7.net.Resolver} may block on a name server, {@link dev.echo7.net.TlsMaterial} on a
 * file, and so neither is called from an event loop.
 */
@NullMarked
package dev.echo7.net;

import org.jspecify.annotations.NullMarked;
