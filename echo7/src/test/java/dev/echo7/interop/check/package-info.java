/** {@code echoclient check}, as shipped, against our server and others. */
@NullMarked
package dev.echo7.interop.check;

import org.jspecify.annotations.NullMarked;
