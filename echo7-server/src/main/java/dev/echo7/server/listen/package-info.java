/** Listening sockets: accepts connections and sets them up. */
@NullMarked
package dev.echo7.server.listen;

import org.jspecify.annotations.NullMarked;
