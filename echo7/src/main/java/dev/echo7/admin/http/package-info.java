/** HTTP/1.1 (RFC 9112): one connection's requests and responses, whatever they are about. */
@NullMarked
package dev.echo7.admin.http;

import org.jspecify.annotations.NullMarked;
