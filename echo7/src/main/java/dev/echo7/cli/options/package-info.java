/** Options that several commands have. */
@NullMarked
package dev.echo7.cli.options;

import org.jspecify.annotations.NullMarked;
