/**
 * What a measurement stands on: frames that can be checked when they come back, verdicts on what
 * did not come back right, times, schedules, thresholds and the forms in which all that is written.
 *
 * <p>Rank 1; it knows no sockets. Whatever happens once a message allocates nothing; whatever
 * happens once a fault or once a report may. All times are nanoseconds of {@link System#nanoTime}.
 */
@NullMarked
package dev.echo7.measure;

import org.jspecify.annotations.NullMarked;
