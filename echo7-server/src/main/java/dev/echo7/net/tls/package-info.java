/** Certificates and private keys, as PEM files hold them. Blocks on the disk. */
@NullMarked
package dev.echo7.net.tls;

import org.jspecify.annotations.NullMarked;
