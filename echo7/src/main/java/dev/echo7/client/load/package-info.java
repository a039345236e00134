/** {@code echoclient load}: many connections, at a fixed rate or as fast as possible. */
@NullMarked
package dev.echo7.client.load;

import org.jspecify.annotations.NullMarked;
