/** {@code echoclient} without a mode: line mode. */
@NullMarked
package dev.echo7.cli.client;

import org.jspecify.annotations.NullMarked;
