/** Integration with systemd and inetd, which start and stop a server and pass it descriptors. */
@NullMarked
package dev.echo7.service;

import org.jspecify.annotations.NullMarked;
