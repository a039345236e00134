/** PROXY protocol headers that clients' proxies send before the first byte. */
@NullMarked
package dev.echo7.server.proxy;

import org.jspecify.annotations.NullMarked;
