/** PROXY protocol headers: their contents, and how they are read and written. */
@NullMarked
package dev.echo7.net.proxy;

import org.jspecify.annotations.NullMarked;
