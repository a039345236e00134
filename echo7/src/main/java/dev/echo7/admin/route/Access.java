package dev.echo7.admin.route;

/** What a request may do, in ascending order. */
public enum Access {
  /** Check the server's health, and load the page. */
  NONE,
  /** Read everything. */
  READ,
  /** Close connections, and drain the server. */
  STEER
}
