package dev.echo7.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What came, came again, came late or never is counted once, whatever the order. */
class SequenceWindowTest {

  @Test
  void agreesWithASetThatForgetsNothing() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<Long> listener = new ArrayList<>();
      for (long sequence = 1; sequence <= 1000; sequence++) {
        int copies = random.nextInt(10) == 0 ? 0 : random.nextInt(10) == 0 ? 2 : 1;
        listener.addAll(Collections.nCopies(copies, sequence));
      }
      for (int i = 0; i < 100; i++) {
        int at = random.nextInt(listener.size() - 30);
        Collections.swap(listener, at, at + random.nextInt(30));
      }
      assertAgrees(listener);
    }
  }

  private static void assertAgrees(List<Long> listener) {
    Set<Long> came = new TreeSet<>();
    Set<Long> lost = new TreeSet<>();
    SequenceWindow window = new SequenceWindow(256, 1);
    SequenceWindow.Losses losses =
        (first, count) -> {
          for (long sequence = first; sequence < first + count; sequence++) {
            assertEquals(true, lost.add(sequence), "lost twice: " + sequence);
          }
        };
    long highest = 0;
    for (long sequence : listener) {
      SequenceWindow.Arrival expected =
          !came.add(sequence)
              ? SequenceWindow.Arrival.AGAIN
              : sequence > highest ? SequenceWindow.Arrival.IN_ORDER : SequenceWindow.Arrival.LATE;
      highest = Math.max(highest, sequence);
      assertEquals(expected, window.came(sequence, losses), "sequence " + sequence);
    }
    window.end(1001, losses);
    Set<Long> missing = new TreeSet<>();
    for (long sequence = 1; sequence <= 1000; sequence++) {
      if (!came.contains(sequence)) {
        missing.add(sequence);
      }
    }
    assertEquals(missing, lost);
  }
}
