package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assertEquals(1_500_000, CpuThrottling.totalNs(List.of("0::/a/b"), groups));
  }

  @Test
  void readsTheFirstVersionToo() throws IOException {
    group("cpu,cpuacct/job", "nr_periods 5\nnr_throttled 4\nthrottled_time 77000\n");
    assertEquals(
        77_000,
        CpuThrottling.totalNs(List.of("7:memory:/other", "4:cpu,cpuacct:/job", "0::/"), groups));
  }

  @Test
  void saysNothingWhereTheKernelDoesNot() throws IOException {
    assertEquals(0, CpuThrottling.totalNs(List.of("0::/nobody", "odd"), groups));
  }
}
