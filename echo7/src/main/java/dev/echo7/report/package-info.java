/**
 * A load as one page that needs nothing else: no network, no script, no other file.
 *
 * <p>Rank 2; it stands on {@code measure}. Made once, at the end of a run; what is in a run may be
 * anybody's words, and none of them becomes markup.
 */
@NullMarked
package dev.echo7.report;

import org.jspecify.annotations.NullMarked;
