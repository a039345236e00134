/**
 * The echo server: listens, accepts, sends back, closes.
 *
 * <p>Rank 2, on Netty. Nothing of a connection happens outside its event loop, and nothing on an
 * event loop waits. {@link dev.echo7.server.EchoServer} is the way in, {@code EchoHandler} the
 * central path.
 */
@NullMarked
package dev.echo7.server;

import org.jspecify.annotations.NullMarked;
