/** {@code echoclient load}: many connections at a fixed rate or as fast as it goes. */
@NullMarked
package dev.echo7.client.load;

import org.jspecify.annotations.NullMarked;
