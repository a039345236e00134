/** {@code echoclient ping}, as shipped. */
@NullMarked
package dev.echo7.interop.ping;

import org.jspecify.annotations.NullMarked;
