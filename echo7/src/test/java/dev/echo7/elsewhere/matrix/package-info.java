/** What the matrix is made of: modes, circumstances, cells, and the claims about them. */
@NullMarked
package dev.echo7.elsewhere.matrix;

import org.jspecify.annotations.NullMarked;
