/** Tests of the package of the same name: claims about it, on real sockets. */
@NullMarked
package dev.echo7.events;

import org.jspecify.annotations.NullMarked;
