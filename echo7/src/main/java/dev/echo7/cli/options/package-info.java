/** Options shared by several commands. */
@NullMarked
package dev.echo7.cli.options;

import org.jspecify.annotations.NullMarked;
