/** What is exported to other people's programs. */
@NullMarked
package dev.echo7.api;

import org.jspecify.annotations.NullMarked;
