/** Netty made to keep our promises: event loops, transports, and what the kernel is asked. */
@NullMarked
package dev.echo7.server.netty;

import org.jspecify.annotations.NullMarked;
