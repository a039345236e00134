/**
 * The central path: reads, echoes, half-closes, closes, and counts what it did.
 *
 * <p>{@link dev.echo7.server.echo.EchoHandler} is the state machine of one connection. All of it
 * runs on the connection's event loop, unless a method says otherwise; nothing blocks.
 */
@NullMarked
package dev.echo7.server.echo;

import org.jspecify.annotations.NullMarked;
