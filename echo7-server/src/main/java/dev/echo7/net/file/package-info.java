/** Input files that options name, and the files of Unix sockets. Blocks on the disk. */
@NullMarked
package dev.echo7.net.file;

import org.jspecify.annotations.NullMarked;
