/**
 * Addresses as users write them and as sockets need them: endpoints, hosts, ports, service names.
 *
 * <p>Of our packages, it uses only {@code net.posix}. Any thread; nothing here blocks.
 */
@NullMarked
package dev.echo7.net;

import org.jspecify.annotations.NullMarked;
