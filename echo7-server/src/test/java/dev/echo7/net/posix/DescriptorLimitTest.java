package dev.echo7.net.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorLimitTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1024, 960",
    "65, 33",
    "64, 32",
    "1, 1",
    "1073741816, 1073741752",
    "9223372036854775807, 2147483647",
    "unlimited, 2147483647"
  })
  void leavesAReserveOfTheSoftLimit(String soft, int connections) throws IOException {
    Path limits =
        Files.writeString(
            folder.resolve("limits"),
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             7823                 7823                 processes
            Max open files            %s                 1048576              files
            """
                .formatted(soft));
    assertEquals(connections, DescriptorLimit.connections(limits));
  }

  @Test
  void isAnyNumberWhereItCannotBeTold() {
    assertEquals(Integer.MAX_VALUE, DescriptorLimit.connections(folder.resolve("absent")));
  }
}
