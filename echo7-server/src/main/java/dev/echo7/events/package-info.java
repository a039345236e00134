/**
 * The events of a server, for a log or an embedding program, and an operator's view of it ({@link
 * dev.echo7.events.RunningServer}).
 *
 * <p>{@link dev.echo7.events.ServerEvents} is called on event loops: an implementation never
 * blocks, never throws, and leaves slow work (names, writing) to a thread of its own.
 */
@NullMarked
package dev.echo7.events;

import org.jspecify.annotations.NullMarked;
