/** Connections of a load: non-blocking, since one thread serves many. */
@NullMarked
package dev.echo7.client.wire;

import org.jspecify.annotations.NullMarked;
