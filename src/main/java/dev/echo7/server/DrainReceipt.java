package dev.echo7.server;

/**
 * What became of the connections that were open when a server was told to stop.
 *
 * @param drained got everything that was owed to them
 * @param cut were ended with bytes owed, when patience ran out
 */
public record DrainReceipt(int drained, int cut) {}
