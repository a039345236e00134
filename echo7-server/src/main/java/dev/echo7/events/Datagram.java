package dev.echo7.events;

import java.net.InetSocketAddress;

/** One datagram as an observer sees it. May be asked on any thread, at any time. */
public interface Datagram {

  /** Where it came from, and its echo goes to. */
  InetSocketAddress from();

  /** The same as people read it: {@code 192.0.2.1:7} or {@code [2001:db8::1]:7}. */
  String fromText();

  /** The length of its payload, 0 to 65,527. */
  int bytes();
}
