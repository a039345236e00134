/** Starts the programs where the scripts of bin cannot: by the jar alone. */
@NullMarked
package dev.echo7.launch;

import org.jspecify.annotations.NullMarked;
