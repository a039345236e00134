/** A server's options, and what it reports about its start, datagrams and drain. Immutable. */
@NullMarked
package dev.echo7.server.config;

import org.jspecify.annotations.NullMarked;
