/** The admin endpoint and its page, in a browser and under promtool. */
@NullMarked
package dev.echo7.interop.admin;

import org.jspecify.annotations.NullMarked;
