/** The memory held for peers, counted and bounded. */
@NullMarked
package dev.echo7.server.memory;

import org.jspecify.annotations.NullMarked;
