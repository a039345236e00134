/**
 * Addresses as users write them and as sockets need them: endpoints, hosts, ports, service names.
 *
 * <p>Imports nothing of ours but {@code net.posix}. Any thread; nothing here blocks.
 */
@NullMarked
package dev.echo7.net;

import org.jspecify.annotations.NullMarked;
