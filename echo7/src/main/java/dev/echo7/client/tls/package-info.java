/** TLS on the client's side: handshakes, trust, and why a server is not trusted. */
@NullMarked
package dev.echo7.client.tls;

import org.jspecify.annotations.NullMarked;
