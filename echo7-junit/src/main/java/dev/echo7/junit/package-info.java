/**
 * Peers for tests of clients: {@link dev.echo7.junit.EchoPeer} echoes, or does exactly one thing
 * wrong, and remembers what it received; {@link dev.echo7.junit.StartStop} starts and stops it.
 */
@NullMarked
package dev.echo7.junit;

import org.jspecify.annotations.NullMarked;
