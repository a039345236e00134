/** The resources of the admin endpoint: status, connections, events, metrics. */
@NullMarked
package dev.echo7.admin.api;

import org.jspecify.annotations.NullMarked;
