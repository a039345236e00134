/**
 * The echo server: listens, accepts, sends back, closes.
 *
 * <p>On Netty. Nothing of a connection happens outside its event loop, and nothing on an event loop
 * waits. {@link dev.echo7.server.EchoServer} is the way in, {@code echo.EchoHandler} the central
 * path.
 */
@NullMarked
package dev.echo7.server;

import org.jspecify.annotations.NullMarked;
