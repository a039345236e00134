/** The live page and the description of the API, which are files in the jar. */
@NullMarked
package dev.echo7.admin.page;

import org.jspecify.annotations.NullMarked;
