/** Listeners on Unix sockets. */
@NullMarked
package dev.echo7.server.unix;

import org.jspecify.annotations.NullMarked;
