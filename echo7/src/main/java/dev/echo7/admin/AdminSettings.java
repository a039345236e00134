package dev.echo7.admin;

import dev.echo7.admin.route.AdminTokens;
import dev.echo7.net.Endpoint;

/**
 * The configuration of an admin endpoint.
 *
 * @param place a Unix socket with a path, or a TCP port; TCP that other machines reach needs tokens
 * @param scope what it offers
 * @param tokens the access that each token gives
 * @param version of the program, as it is displayed
 */
public record AdminSettings(Endpoint place, AdminScope scope, AdminTokens tokens, String version) {}
