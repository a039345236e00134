/** The admin endpoint from outside: HTTP/1.1 over the client's connections. */
@NullMarked
package dev.echo7.ctl;

import org.jspecify.annotations.NullMarked;
