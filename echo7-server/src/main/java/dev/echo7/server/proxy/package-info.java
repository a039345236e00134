/** PROXY protocol headers, which proxies send before a client's first byte. */
@NullMarked
package dev.echo7.server.proxy;

import org.jspecify.annotations.NullMarked;
