package dev.echo7.admin.route;

/** What a request may do, least first. */
public enum Access {
  /** Nothing but ask whether the server lives, and load the page. */
  NONE,
  /** See everything. */
  READ,
  /** End connections, and the server. */
  STEER
}
