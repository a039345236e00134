/** {@code echoclient check}: tests a server for RFC 862 conformance, check by check. */
@NullMarked
package dev.echo7.client.check;

import org.jspecify.annotations.NullMarked;
