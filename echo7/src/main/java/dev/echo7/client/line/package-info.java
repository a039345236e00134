/** Line mode: standard input to the server, and what comes back to standard output. */
@NullMarked
package dev.echo7.client.line;

import org.jspecify.annotations.NullMarked;
