/** {@code echoserver}. */
@NullMarked
package dev.echo7.cli.server;

import org.jspecify.annotations.NullMarked;
