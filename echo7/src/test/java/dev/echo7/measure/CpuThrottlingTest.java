package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuThrottlingTest {
  @TempDir private Path groups;

  private void group(String path, String statistics) throws IOException {
    Path folder = Files.createDirectories(groups.resolve(path));
    Files.writeString(folder.resolve("cpu.stat"), statistics);
  }

  @Test
  void findsTheLimitOfAGroupOrOfOneAroundIt() throws IOException {
    group("a", "usage_usec 9\nnr_throttled 3\nthrottled_usec 1500\n");
    group("a/b", "usage_usec 9\nnr_throttled 0\nthrottled_usec 0\n");
    assertEquals(1_500_000, throttledNs("0::/a/b"));
  }

  @Test
  void readsTheFirstVersionToo() throws IOException {
    group("cpu,cpuacct/job", "nr_periods 5\nnr_throttled 4\nthrottled_time 77000\n");
    assertEquals(77_000, throttledNs("7:memory:/other", "4:cpu,cpuacct:/job", "0::/"));
  }

  @Test
  void saysNothingWhereTheKernelDoesNot() throws IOException {
    assertEquals(0, throttledNs("0::/nobody", "odd"));
  }

  @Test
  void aGroupThatWasThrottledForLongBeforeHidesNoOther() throws IOException {
    List<String> memberships = List.of("0::/a/b");
    group("a", "throttled_usec 9000000\n");
    group("a/b", "throttled_usec 0\n");
    Map<Path, Long> before = CpuThrottling.totalsNs(memberships, groups);
    group("a/b", "throttled_usec 2000\n");
    assertEquals(
        2_000_000, CpuThrottling.betweenNs(before, CpuThrottling.totalsNs(memberships, groups)));
  }

  private long throttledNs(String... memberships) throws IOException {
    return CpuThrottling.betweenNs(Map.of(), CpuThrottling.totalsNs(List.of(memberships), groups));
  }
}
