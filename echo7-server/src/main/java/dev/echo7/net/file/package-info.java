/** Input files named by options, and the files of Unix sockets. Blocks on the disk. */
@NullMarked
package dev.echo7.net.file;

import org.jspecify.annotations.NullMarked;
