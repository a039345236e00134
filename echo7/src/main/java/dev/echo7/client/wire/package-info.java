/** Connections of a load: many to a thread, so they do not block. */
@NullMarked
package dev.echo7.client.wire;

import org.jspecify.annotations.NullMarked;
