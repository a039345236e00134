/**
 * What a faulty endpoint does to its connections: handlers between the echo and the socket (or
 * TLS), one for each fault, which connections without faults do not have.
 */
@NullMarked
package dev.echo7.server.fault;

import org.jspecify.annotations.NullMarked;
