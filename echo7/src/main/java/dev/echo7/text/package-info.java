/**
 * How texts and numbers are written for people.
 *
 * <p>Rank 0: it knows nothing of the rest. Every call returns at once.
 */
@NullMarked
package dev.echo7.text;

import org.jspecify.annotations.NullMarked;
