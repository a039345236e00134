package dev.echo7.server;

/**
 * What became of the connections that were open when a server was told to stop.
 *
 * @param drained ended before patience ran out: they got what was owed to them, or went themselves
 * @param cut were ended when patience ran out, and may have missed bytes
 */
public record DrainReceipt(int drained, int cut) {}
