/** {@code echoctl}, as shipped. */
@NullMarked
package dev.echo7.interop.ctl;

import org.jspecify.annotations.NullMarked;
