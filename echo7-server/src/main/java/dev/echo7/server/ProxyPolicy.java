package dev.echo7.server;

import org.jspecify.annotations.Nullable;

/**
 * What every connection of a server that stands behind proxies is held to.
 *
 * @param trust who may speak for others
 * @param rejections told of whoever is turned away
 * @param sources what the clients are held to; null where that is nothing
 */
record ProxyPolicy(ProxyTrust trust, Rejections rejections, @Nullable SourceLimits sources) {}
