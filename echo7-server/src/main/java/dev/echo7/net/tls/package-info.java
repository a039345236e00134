/** Reads certificates and private keys from PEM files. Blocks on the disk. */
@NullMarked
package dev.echo7.net.tls;

import org.jspecify.annotations.NullMarked;
