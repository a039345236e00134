package dev.echo7.server.config;

/**
 * What became of the connections that were open when a server was told to stop.
 *
 * @param drained ended within the grace period: they received their whole echo, or left by
 *     themselves
 * @param cut may have missed bytes: ended when patience ran out, or cut before by a limit or an
 *     operator, or reset with bytes pending
 */
public record DrainReceipt(int drained, int cut) {}
