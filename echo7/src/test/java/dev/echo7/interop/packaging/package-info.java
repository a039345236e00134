/** What users install: packages, image, man pages, and the library in somebody's project. */
@NullMarked
package dev.echo7.interop.packaging;

import org.jspecify.annotations.NullMarked;
