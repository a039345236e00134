/**
 * The admin endpoint: watch and control a running server over HTTP.
 *
 * <p>It has its own event loop, worker and descriptors, so that nothing here affects the echo. It
 * uses the server only through {@link dev.echo7.events.RunningServer} and {@link
 * dev.echo7.events.ServerEvents}.
 */
@NullMarked
package dev.echo7.admin;

import org.jspecify.annotations.NullMarked;
