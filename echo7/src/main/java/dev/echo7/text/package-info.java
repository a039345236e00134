/** Formats texts and numbers for people. Uses no other package of ours; nothing here blocks. */
@NullMarked
package dev.echo7.text;

import org.jspecify.annotations.NullMarked;
