/** {@code echoclient load} and {@code merge}, as shipped. */
@NullMarked
package dev.echo7.interop.load;

import org.jspecify.annotations.NullMarked;
