/** {@code echoclient ping}: sends probes and times their replies. */
@NullMarked
package dev.echo7.client.ping;

import org.jspecify.annotations.NullMarked;
