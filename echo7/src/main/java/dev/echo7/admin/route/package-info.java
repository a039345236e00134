/** Routes requests, and controls access to the routes. */
@NullMarked
package dev.echo7.admin.route;

import org.jspecify.annotations.NullMarked;
