package dev.echo7.measure;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Items that are due at known times: a binary heap, the earliest first. One thread. Allocates
 * nothing once the heap has reached its largest size.
 */
public final class DueQueue<T> {
  private @Nullable Object[] heap = new Object[64];
  private long[] dueNs = new long[64];
  private int count;

  /** When the first is due; {@link Long#MAX_VALUE} if there is none. */
  public long firstNs() {
    return count == 0 ? Long.MAX_VALUE : dueNs[0];
  }

  /** Adds an item that is due at this time. */
  public void add(T item, long due) {
    if (count == heap.length) {
      heap = Arrays.copyOf(heap, 2 * count);
      dueNs = Arrays.copyOf(dueNs, 2 * count);
    }
    int at = count++;
    while (at > 0 && dueNs[(at - 1) / 2] > due) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    put(at, item, due);
  }

  /** Removes the first; there must be one. */
  @SuppressWarnings("unchecked") // Only items are put in.
  public T remove() {
    T first = (T) Objects.requireNonNull(heap[0]);
    count--;
    Object last = heap[count];
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

  private void put(int at, @Nullable Object item, long due) {
    heap[at] = item;
    dueNs[at] = due;
  }
}
