/** {@code load --reconnect}: a new connection for each frame. */
@NullMarked
package dev.echo7.client.churn;

import org.jspecify.annotations.NullMarked;
