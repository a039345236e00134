/** Who is on the other side of a connection, as far as it is known. */
@NullMarked
package dev.echo7.server.peer;

import org.jspecify.annotations.NullMarked;
