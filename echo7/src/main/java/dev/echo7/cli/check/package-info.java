/** {@code echoclient check}. */
@NullMarked
package dev.echo7.cli.check;

import org.jspecify.annotations.NullMarked;
