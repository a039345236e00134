/** Peers that tests of the client talk to. */
@NullMarked
package dev.echo7.client;

import org.jspecify.annotations.NullMarked;
