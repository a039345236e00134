/**
 * The admin endpoint: see and steer a running server over HTTP.
 *
 * <p>It has an event loop, a worker and descriptors of its own, so that nothing here affects the
 * echo. It knows the server only as {@link dev.echo7.events.RunningServer} and {@link
 * dev.echo7.events.ServerEvents}.
 */
@NullMarked
package dev.echo7.admin;

import org.jspecify.annotations.NullMarked;
