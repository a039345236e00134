package dev.echo7.client.load;

/**
 * How long an event loop had nothing to do while it was measured: it slept, or it spun because the
 * next frame was due too soon for sleep. What it rested before and after tells nothing of how busy
 * it was. Used by the thread of the loop, and by others once that has ended.
 */
final class RestClock {
  private final LoadSchedule schedule;
  private long restedNs;

  RestClock(LoadSchedule schedule) {
    this.schedule = schedule;
  }

  /** It had nothing to do then. */
  void rested(long fromNs, long toNs) {
    long ns = Math.min(toNs, schedule.endNs()) - Math.max(fromNs, schedule.fromNs());
    restedNs += Math.max(0, ns);
  }

  /** Of the time that was measured; 0 to 1, and 1 if there was none. */
  double share() {
    long measuredNs = schedule.endNs() - schedule.fromNs();
    return measuredNs <= 0 ? 1 : (double) restedNs / measuredNs;
  }
}
