/**
 * What faults do to the echo of a connection: a handler for each, between the echo and the socket
 * (or TLS), and the random numbers that let a run be repeated.
 */
@NullMarked
package dev.echo7.server.fault.stage;

import org.jspecify.annotations.NullMarked;
