/** What starts and stops a server: systemd, inetd, and the descriptors that they pass. */
@NullMarked
package dev.echo7.service;

import org.jspecify.annotations.NullMarked;
