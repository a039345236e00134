/** {@code echoclient load} and {@code merge}. */
@NullMarked
package dev.echo7.cli.load;

import org.jspecify.annotations.NullMarked;
