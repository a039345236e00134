package dev.echo7.server.proxy;

import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.peer.Rejections;
import org.jspecify.annotations.Nullable;

/**
 * What every connection of a server behind proxies must comply with.
 *
 * @param trust from whom PROXY headers are accepted
 * @param rejections notified of rejected connections
 * @param sources limits each client; null for no limits
 */
public record ProxyPolicy(
    ProxyTrust trust, Rejections rejections, @Nullable SourceLimits sources) {}
