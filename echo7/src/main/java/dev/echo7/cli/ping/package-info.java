/** {@code echoclient ping}. */
@NullMarked
package dev.echo7.cli.ping;

import org.jspecify.annotations.NullMarked;
