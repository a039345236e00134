/** Tests of the package of the same name: claims about it, on real sockets. */
@NullMarked
package dev.echo7.text;

import org.jspecify.annotations.NullMarked;
