/** JSON (RFC 8259) and CSV (RFC 4180), written and read. */
@NullMarked
package dev.echo7.json;

import org.jspecify.annotations.NullMarked;
