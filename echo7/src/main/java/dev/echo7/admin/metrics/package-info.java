/** The metrics of a server, as Prometheus reads them. */
@NullMarked
package dev.echo7.admin.metrics;

import org.jspecify.annotations.NullMarked;
