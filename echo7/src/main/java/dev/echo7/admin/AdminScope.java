package dev.echo7.admin;

/** What an endpoint offers. */
public enum AdminScope {
  /** Everything: metrics, the connection table, the page, and control of the server. */
  ALL("admin endpoint"),
  /**
   * Health, readiness and metrics, without a token: nothing that could be controlled, and no peer's
   * address. So it may listen where other machines reach it.
   */
  METRICS("metrics endpoint");

  private final String words;

  AdminScope(String words) {
    this.words = words;
  }

  /** How messages name such an endpoint. */
  @Override
  public String toString() {
    return words;
  }
}
