/** The live page and the OpenAPI file, both resources in the jar. */
@NullMarked
package dev.echo7.admin.page;

import org.jspecify.annotations.NullMarked;
