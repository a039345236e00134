/**
 * Connections of the client, one class per transport: TCP, UDP and Unix sockets.
 *
 * <p>They use the JDK's blocking channels and never Netty, because a client that scripts call many
 * times must start fast.
 */
@NullMarked
package dev.echo7.client.connect;

import org.jspecify.annotations.NullMarked;
