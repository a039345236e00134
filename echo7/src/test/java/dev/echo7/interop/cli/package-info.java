/** All programs: wrong arguments, signals, locales, launchers. */
@NullMarked
package dev.echo7.interop.cli;

import org.jspecify.annotations.NullMarked;
