/** Tests of the package of the same name: claims about it. */
@NullMarked
package dev.echo7.measure;

import org.jspecify.annotations.NullMarked;
