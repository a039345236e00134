/** Connects to an endpoint by the transport that it names: the only switch over transports. */
@NullMarked
package dev.echo7.client.dial;

import org.jspecify.annotations.NullMarked;
