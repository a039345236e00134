/**
 * A load as one page that needs nothing else: no network, no script, no other file.
 *
 * <p>Made once, at the end of a run. A run may contain anybody's words; none of them becomes
 * markup.
 */
@NullMarked
package dev.echo7.report;

import org.jspecify.annotations.NullMarked;
