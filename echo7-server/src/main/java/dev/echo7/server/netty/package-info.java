/**
 * Event loops and transports on Netty, with fixes where Netty breaks our guarantees; queries to the
 * kernel.
 */
@NullMarked
package dev.echo7.server.netty;

import org.jspecify.annotations.NullMarked;
