/** The PROXY protocol's header: what it says and how it is read and written. */
@NullMarked
package dev.echo7.net.proxy;

import org.jspecify.annotations.NullMarked;
