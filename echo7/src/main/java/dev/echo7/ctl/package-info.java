/** The client of the admin endpoint: HTTP/1.1 over the client's connections. */
@NullMarked
package dev.echo7.ctl;

import org.jspecify.annotations.NullMarked;
