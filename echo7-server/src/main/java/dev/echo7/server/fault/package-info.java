/**
 * Which faults an endpoint has, now, and which of them each of its connections gets. Connections
 * and datagrams of endpoints without faults pass nothing of this.
 */
@NullMarked
package dev.echo7.server.fault;

import org.jspecify.annotations.NullMarked;
