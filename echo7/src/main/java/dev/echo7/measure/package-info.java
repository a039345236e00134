/**
 * The basis of every measurement: clocks, schedules, histograms, thresholds, and whether a result
 * is valid.
 *
 * <p>Uses no sockets. Nothing is allocated per message. All times are nanoseconds of {@link
 * System#nanoTime}.
 */
@NullMarked
package dev.echo7.measure;

import org.jspecify.annotations.NullMarked;
