/** From a listening socket to the echo: accepts connections and puts them together. */
@NullMarked
package dev.echo7.server.listen;

import org.jspecify.annotations.NullMarked;
