/** What the admin endpoint answers: status, connections, events, metrics. */
@NullMarked
package dev.echo7.admin.api;

import org.jspecify.annotations.NullMarked;
