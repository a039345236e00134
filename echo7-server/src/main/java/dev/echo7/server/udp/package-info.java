/** Echo over UDP, with its guards against loops and amplification. */
@NullMarked
package dev.echo7.server.udp;

import org.jspecify.annotations.NullMarked;
