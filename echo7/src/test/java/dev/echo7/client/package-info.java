/** Tests of the package of the same name: claims about it, on real sockets. */
@NullMarked
package dev.echo7.client;

import org.jspecify.annotations.NullMarked;
