/**
 * The report of a load as one HTML page, without scripts, other files or network access.
 *
 * <p>Written once, at the end of a run. Text in a run may contain anything, so all of it is
 * escaped.
 */
@NullMarked
package dev.echo7.loadpage;

import org.jspecify.annotations.NullMarked;
