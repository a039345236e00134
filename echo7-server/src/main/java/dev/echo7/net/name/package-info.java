/** Resolves host names to addresses. Blocks on a name server, for a limited time. */
@NullMarked
package dev.echo7.net.name;

import org.jspecify.annotations.NullMarked;
