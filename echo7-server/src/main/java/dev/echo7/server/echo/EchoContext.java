package dev.echo7.server.echo;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.Limits;

/**
 * What all connections of one server share.
 *
 * @param table finds each of them while it is open
 * @param totals what they have moved, including those already closed
 * @param events notified of them
 * @param budget bounds the pending output of all of them together
 * @param limits what each of them must keep to
 */
public record EchoContext(
    ConnectionTable table,
    ConnectionTotals totals,
    ServerEvents events,
    OutputBudget budget,
    Limits limits) {}
