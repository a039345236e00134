/** Formats texts and numbers for people. Imports nothing of ours; nothing here blocks. */
@NullMarked
package dev.echo7.text;

import org.jspecify.annotations.NullMarked;
