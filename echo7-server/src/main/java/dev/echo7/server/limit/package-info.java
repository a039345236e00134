/** Limits on open connections, in total and per source, and on the rate of new ones. */
@NullMarked
package dev.echo7.server.limit;

import org.jspecify.annotations.NullMarked;
