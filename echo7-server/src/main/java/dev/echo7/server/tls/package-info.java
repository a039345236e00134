/** TLS between the socket and the echo: handshakes, certificates, close_notify. */
@NullMarked
package dev.echo7.server.tls;

import org.jspecify.annotations.NullMarked;
