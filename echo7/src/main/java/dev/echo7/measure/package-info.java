/**
 * What a measurement stands on: times, schedules, thresholds, and whether it is valid at all.
 *
 * <p>Knows no sockets. What happens once a message allocates nothing. All times are nanoseconds of
 * {@link System#nanoTime}.
 */
@NullMarked
package dev.echo7.measure;

import org.jspecify.annotations.NullMarked;
