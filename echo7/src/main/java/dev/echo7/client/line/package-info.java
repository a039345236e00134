/** Line mode: sends standard input to the server, and writes what comes back to standard output. */
@NullMarked
package dev.echo7.client.line;

import org.jspecify.annotations.NullMarked;
