/** The result of a load: one record, the files that keep it, and the sum of several. */
@NullMarked
package dev.echo7.result;

import org.jspecify.annotations.NullMarked;
