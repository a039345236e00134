/** {@code echoclient check}: one check after the other of what an echo server should do. */
@NullMarked
package dev.echo7.client.check;

import org.jspecify.annotations.NullMarked;
