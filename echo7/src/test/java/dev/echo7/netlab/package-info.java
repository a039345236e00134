/**
 * Networks of virtual hosts for tests: namespaces (network_namespaces(7)) with cables between them,
 * and the faults of real paths.
 *
 * <p>{@link dev.echo7.netlab.NetLab} makes them, skips the test without root, and removes them.
 * {@link dev.echo7.netlab.Nat} forgets mappings after a time, {@link dev.echo7.netlab.Fabric} has
 * several equal paths, {@link dev.echo7.netlab.Link} loses every n-th datagram, {@link
 * dev.echo7.netlab.Relay} delays packets and takes new source ports. Routers route IPv4 only.
 */
@NullMarked
package dev.echo7.netlab;

import org.jspecify.annotations.NullMarked;
