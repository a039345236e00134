/** How many connections may be open, from whom, and how fast they may come. */
@NullMarked
package dev.echo7.server.limit;

import org.jspecify.annotations.NullMarked;
