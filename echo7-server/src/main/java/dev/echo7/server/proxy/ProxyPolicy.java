package dev.echo7.server.proxy;

import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.peer.Rejections;
import org.jspecify.annotations.Nullable;

/**
 * What every connection of a server that stands behind proxies is held to.
 *
 * @param trust who may speak for others
 * @param rejections told of whoever is turned away
 * @param sources what the clients are held to; null where that is nothing
 */
public record ProxyPolicy(
    ProxyTrust trust, Rejections rejections, @Nullable SourceLimits sources) {}
