/** {@code echoclient} without a mode: line mode. */
@NullMarked
package dev.echo7.cli.line;

import org.jspecify.annotations.NullMarked;
