/**
 * Connections of the client, one class a transport: TCP, UDP and Unix sockets.
 *
 * <p>On the JDK's blocking channels and never on Netty: a client that a script calls a thousand
 * times must start at once.
 */
@NullMarked
package dev.echo7.client.connect;

import org.jspecify.annotations.NullMarked;
