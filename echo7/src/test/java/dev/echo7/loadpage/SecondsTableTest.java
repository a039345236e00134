package dev.echo7.loadpage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.measure.Times;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadRuns;
import dev.echo7.result.LoadSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of the seconds has the kernel's counters where they are known. */
class SecondsTableTest {
  @TempDir private Path folder;

  @Test
  void aSecondHasItsRetransmitsAndItsWindow() throws IOException {
    String page = page(List.of(second(0, new KernelSecond(3, 1_234, 640_000)), second(1, null)));
    assertTrue(
        page.contains("<th scope=\"col\">retransmits</th><th scope=\"col\">cwnd</th>"), page);
    assertTrue(page.contains("<td>0</td><td>1,234</td><td>640 kB</td></tr>"), page);
    assertTrue(page.contains("<td>0</td><td>–</td><td>–</td></tr>"), page);
  }

  @Test
  void aMergedLoadHasNoColumnsForThem() throws IOException {
    String page = page(LoadRuns.slices(2, 10));
    assertFalse(page.contains("retransmits"), page);
    assertTrue(page.contains("<th scope=\"col\">bit/s</th>"), page);
  }

  /** The sum, and the smallest window, of the seconds that a row is made of. */
  @Test
  void aLongLoadAddsThemUp() throws IOException {
    List<LoadSlice> slices = new ArrayList<>();
    for (int second = 0; second < 240; second++) {
      slices.add(second(second, new KernelSecond(3, 5, second % 2 == 0 ? 9_000 : 8_000)));
    }
    String page = page(slices);
    assertEquals(
        120, page.split("<td>0</td><td>10</td><td>8.00 kB</td></tr>", -1).length - 1, page);
  }

  private static LoadSlice second(int number, @Nullable KernelSecond kernel) {
    long fromNs = number * LoadRuns.SECOND_NS;
    return new LoadSlice(
        fromNs, fromNs + LoadRuns.SECOND_NS, Times.none(), 100, 6_400, Map.of(), kernel);
  }

  private String page(List<LoadSlice> slices) throws IOException {
    Path file = folder.resolve("page.html");
    LoadPage.write(
        file, LoadRuns.run(LoadRuns.head(0, LoadRuns.parameters()), slices), "", List.of());
    return Files.readString(file);
  }
}
