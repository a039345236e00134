/** {@code echoclient} in line mode, as shipped, against our server and others. */
@NullMarked
package dev.echo7.interop.client;

import org.jspecify.annotations.NullMarked;
