/**
 * The echo server: listens, accepts, sends back, closes.
 *
 * <p>Built on Netty. Everything about a connection happens on its event loop, and nothing on an
 * event loop blocks. {@link dev.echo7.server.EchoServer} is the entry point, {@code
 * echo.EchoHandler} the central path.
 */
@NullMarked
package dev.echo7.server;

import org.jspecify.annotations.NullMarked;
