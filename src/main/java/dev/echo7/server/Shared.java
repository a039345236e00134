package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one server have in common.
 *
 * @param table where they are found while they are open
 * @param totals what all of them have moved, those that are gone included
 * @param events told of them
 * @param rejections told of those that are turned away before they begin
 * @param proxies null where clients connect themselves
 * @param tls null where no endpoint speaks TLS
 */
record Shared(
    ConnectionTable table,
    ConnectionTotals totals,
    ServerEvents events,
    Rejections rejections,
    @Nullable ProxyPolicy proxies,
    @Nullable TlsIdentity tls) {}
