/** Tests of the package of the same name: claims about it, on real sockets. */
@NullMarked
package dev.echo7.net;

import org.jspecify.annotations.NullMarked;
