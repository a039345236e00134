/**
 * The console's log: a line for people or a JSON object for machines for each of a server's events.
 *
 * <p>Event loops hand over entries and never wait; a thread of its own writes them.
 */
@NullMarked
package dev.echo7.log;

import org.jspecify.annotations.NullMarked;
