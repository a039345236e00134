package dev.echo7.server.listen;

import dev.echo7.server.echo.EchoContext;
import dev.echo7.server.limit.Admission;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.peer.Rejections;
import dev.echo7.server.tap.PayloadTap;
import org.jspecify.annotations.Nullable;

/**
 * What all listeners of one server share.
 *
 * @param echo what their connections share
 * @param rejections counts the connections that are rejected before they begin
 * @param admission counts the open connections
 * @param sources limits each source at accept; null if there is no such limit, or if the sources
 *     are known only later, from PROXY headers
 * @param steps between a connection's socket and its echo
 * @param tap is shown the payload; null for every server but that of a test
 * @param loops the event loops, which accept and serve
 */
public record ListenerContext(
    EchoContext echo,
    Rejections rejections,
    Admission admission,
    @Nullable SourceLimits sources,
    ConnectionSteps steps,
    @Nullable PayloadTap tap,
    EventLoops loops) {}
