/** Identifies the peer of a connection, as far as it is known. */
@NullMarked
package dev.echo7.server.peer;

import org.jspecify.annotations.NullMarked;
