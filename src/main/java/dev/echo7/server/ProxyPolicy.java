package dev.echo7.server;

/**
 * What every connection of a server that stands behind proxies is held to.
 *
 * @param trust who may speak for others
 * @param rejections told of whoever is turned away
 */
record ProxyPolicy(ProxyTrust trust, Rejections rejections) {}
