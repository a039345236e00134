/** HTTP/1.1 (RFC 9112): the requests and responses of a connection. */
@NullMarked
package dev.echo7.admin.http;

import org.jspecify.annotations.NullMarked;
