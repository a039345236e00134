package dev.echo7.events;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection.
 *
 * @param address its IP address, whose name may be looked up; null where there is none
 * @param text its numeric address as people are to see it: v4-mapped on a dual-stack socket
 */
public record Peer(@Nullable InetAddress address, String text) {}
