/**
 * The echo client: one connection, and what is done with it.
 *
 * <p>Rank 2, on the JDK's own blocking channels and never on Netty: a client that a script calls a
 * thousand times must start at once, and a blocking read is the most honest stopwatch.
 */
@NullMarked
package dev.echo7.client;

import org.jspecify.annotations.NullMarked;
