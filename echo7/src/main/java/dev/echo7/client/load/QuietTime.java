package dev.echo7.client.load;

/**
 * How long an event loop was idle while frames were measured: asleep, or spinning because the next
 * frame was due too soon for sleep. Idle time before and after says nothing about how busy the loop
 * was. Used by the thread of the loop, and by others once it has ended.
 */
final class QuietTime {
  private final LoadSchedule schedule;
  private long quietNs;

  QuietTime(LoadSchedule schedule) {
    this.schedule = schedule;
  }

  /** Counts a time in which the loop was idle. */
  void add(long fromNs, long toNs) {
    long ns = Math.min(toNs, schedule.sendEndNs()) - Math.max(fromNs, schedule.fromNs());
    quietNs += Math.max(0, ns);
  }

  /** The share of the measured time, 0 to 1; 1 if nothing was measured. */
  double share() {
    long measuredNs = schedule.sendEndNs() - schedule.fromNs();
    return measuredNs <= 0 ? 1 : (double) quietNs / measuredNs;
  }
}
