package dev.echo7.server.listen;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.Limits;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.ConnectionTotals;
import dev.echo7.server.echo.OutputBudget;
import dev.echo7.server.limit.Admission;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.peer.Rejections;
import dev.echo7.server.proxy.ProxyPolicy;
import dev.echo7.server.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one server have in common.
 *
 * @param table where they are found while they are open
 * @param totals what all of them have moved, those that are gone included
 * @param events told of them
 * @param rejections told of those that are turned away before they begin
 * @param admission counts them
 * @param sources what each source is held to; null where that is nothing
 * @param budget what all of them may leave waiting
 * @param limits what each connection is held to
 * @param proxies null where clients connect themselves
 * @param tls null where no endpoint speaks TLS
 */
public record Shared(
    ConnectionTable table,
    ConnectionTotals totals,
    ServerEvents events,
    Rejections rejections,
    Admission admission,
    @Nullable SourceLimits sources,
    OutputBudget budget,
    Limits limits,
    @Nullable ProxyPolicy proxies,
    @Nullable TlsIdentity tls) {}
