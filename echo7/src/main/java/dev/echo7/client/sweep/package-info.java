/** {@code ping} over many payload sizes or source ports. */
@NullMarked
package dev.echo7.client.sweep;

import org.jspecify.annotations.NullMarked;
