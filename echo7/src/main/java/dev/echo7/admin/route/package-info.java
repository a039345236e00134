/** Which request is answered by whom, and who may make it. */
@NullMarked
package dev.echo7.admin.route;

import org.jspecify.annotations.NullMarked;
