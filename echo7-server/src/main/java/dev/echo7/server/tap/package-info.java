/**
 * The payload of a server, for {@code dev.echo7.junit} alone: a module that no program of a user
 * has in production.
 */
@NullMarked
package dev.echo7.server.tap;

import org.jspecify.annotations.NullMarked;
