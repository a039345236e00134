package dev.echo7.client.load;

import java.util.Arrays;

/**
 * The connections of an event loop that have something to send at a known time: a binary heap, the
 * earliest first. One thread. Nothing allocates once all of them have been in it.
 */
final class DueQueue {
  private LoadConnection[] heap = new LoadConnection[64];
  private long[] dueNs = new long[64];
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** When the first is due; never, if there is none. */
  long firstNs() {
    return count == 0 ? Long.MAX_VALUE : dueNs[0];
  }

  void add(LoadConnection connection, long due) {
    if (count == heap.length) {
      heap = Arrays.copyOf(heap, 2 * count);
      dueNs = Arrays.copyOf(dueNs, 2 * count);
    }
    int at = count++;
    while (at > 0 && dueNs[(at - 1) / 2] > due) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    put(at, connection, due);
  }

  /** Takes the first out. */
  LoadConnection remove() {
    LoadConnection first = heap[0];
    count--;
    LoadConnection last = heap[count];
    long lastNs = dueNs[count];
    int at = 0;
    while (2 * at + 1 < count) {
      int child = 2 * at + 1;
      if (child + 1 < count && dueNs[child + 1] < dueNs[child]) {
        child++;
      }
      if (dueNs[child] >= lastNs) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, last, lastNs);
    return first;
  }

  private void move(int from, int to) {
    heap[to] = heap[from];
    dueNs[to] = dueNs[from];
  }

  private void put(int at, LoadConnection connection, long due) {
    heap[at] = connection;
    dueNs[at] = due;
  }
}
