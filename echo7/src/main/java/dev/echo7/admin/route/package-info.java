/** Routes of requests, and access to them. */
@NullMarked
package dev.echo7.admin.route;

import org.jspecify.annotations.NullMarked;
