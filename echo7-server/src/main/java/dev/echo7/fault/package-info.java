/**
 * Faults on request: what a faulty endpoint does to its connections and datagrams, typed and as the
 * query of an endpoint ({@code ?delay=50ms&cut=64k&seed=7}).
 *
 * <p>Everything here is immutable, and may be used on any thread.
 */
@NullMarked
package dev.echo7.fault;

import org.jspecify.annotations.NullMarked;
