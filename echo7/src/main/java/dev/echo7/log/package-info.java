/**
 * The console log: one line of text or one JSON object for each event of a server.
 *
 * <p>Event loops queue entries and never block; a separate thread writes them.
 */
@NullMarked
package dev.echo7.log;

import org.jspecify.annotations.NullMarked;
