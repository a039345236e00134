/** Tests of the admin endpoint, beside a real echo server. */
@NullMarked
package dev.echo7.admin;

import org.jspecify.annotations.NullMarked;
