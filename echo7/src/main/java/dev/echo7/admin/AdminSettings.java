package dev.echo7.admin;

import dev.echo7.admin.route.AdminTokens;
import dev.echo7.net.Endpoint;

/**
 * What an admin endpoint is asked to be.
 *
 * @param place a Unix socket with a path, or a TCP port; TCP that other machines reach needs tokens
 * @param tokens who may do what
 * @param version of the program, as people are to see it
 */
public record AdminSettings(Endpoint place, AdminTokens tokens, String version) {}
