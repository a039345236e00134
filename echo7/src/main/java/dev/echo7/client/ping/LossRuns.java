package dev.echo7.client.ping;

/**
 * Finds the longest run of consecutive probes without a reply: whether a path loses single probes
 * or is away for a while. Of the latest 4,096 probes it is remembered which were answered; a reply
 * that comes even later does not count. Not thread-safe.
 */
final class LossRuns {
  /** A power of two. */
  private static final int REMEMBERED = 4096;

  private final long[] answered = new long[REMEMBERED];

  /** Up to this probe the runs are final. */
  private long decided;

  private long run;
  private long longest;

  /** A probe was answered, or never left this machine. */
  void notLost(long sequence) {
    int slot = slot(sequence);
    if (answered[slot] < sequence) {
      answered[slot] = sequence;
    }
  }

  /** One more probe is tried; those that it pushes out of memory are final. */
  void tried(long sequence) {
    while (decided < sequence - REMEMBERED) {
      decided++;
      run = isNotLost(decided) ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
  }

  /** The longest run so far, those included that may still be answered. */
  long longest(long tried) {
    long runSoFar = run;
    long longestSoFar = longest;
    for (long sequence = decided + 1; sequence <= tried; sequence++) {
      runSoFar = isNotLost(sequence) ? 0 : runSoFar + 1;
      longestSoFar = Math.max(longestSoFar, runSoFar);
    }
    return longestSoFar;
  }

  private boolean isNotLost(long sequence) {
    return answered[slot(sequence)] == sequence;
  }

  private static int slot(long sequence) {
    return (int) (sequence & (REMEMBERED - 1));
  }
}
