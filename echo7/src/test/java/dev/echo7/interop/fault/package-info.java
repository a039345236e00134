/** Faults on request, as our own programs and foreign clients see them. */
@NullMarked
package dev.echo7.interop.fault;

import org.jspecify.annotations.NullMarked;
