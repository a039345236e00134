/**
 * A load as one page without network access, scripts or other files.
 *
 * <p>Made once, at the end of a run. Texts in a run may contain anything; all of them are escaped.
 */
@NullMarked
package dev.echo7.report;

import org.jspecify.annotations.NullMarked;
