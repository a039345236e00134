/** {@code echoserver}, as shipped. */
@NullMarked
package dev.echo7.interop.server;

import org.jspecify.annotations.NullMarked;
