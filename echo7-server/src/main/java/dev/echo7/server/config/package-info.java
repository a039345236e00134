/** What a server can be told, and what it reports at its start and end. Immutable. */
@NullMarked
package dev.echo7.server.config;

import org.jspecify.annotations.NullMarked;
