/** Reads and writes JSON (RFC 8259); writes CSV (RFC 4180). */
@NullMarked
package dev.echo7.json;

import org.jspecify.annotations.NullMarked;
