/** The results of a load: the record, its log files, and the merging of several. */
@NullMarked
package dev.echo7.result;

import org.jspecify.annotations.NullMarked;
