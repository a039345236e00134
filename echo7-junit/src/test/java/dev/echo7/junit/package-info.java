@NullMarked
package dev.echo7.junit;

import org.jspecify.annotations.NullMarked;
