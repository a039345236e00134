package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.CidrFuzz;
import dev.echo7.net.EndpointFuzz;
import dev.echo7.server.proxy.ProxyGateFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the fuzzer was given to begin with, and what it once found, holds. The fuzzer itself is run
 * by {@code .ci/fuzz}.
 */
class FuzzCorpusTest {
  private static final Path CORPUS = Path.of("echo7/src/test/resources/fuzz");
  private static final Map<String, Consumer<byte[]>> TARGETS =
      new TreeMap<>(
          Map.of(
              "dev.echo7.server.proxy.ProxyGateFuzz", ProxyGateFuzz::fuzzerTestOneInput,
              "dev.echo7.net.EndpointFuzz", EndpointFuzz::fuzzerTestOneInput,
              "dev.echo7.net.CidrFuzz", CidrFuzz::fuzzerTestOneInput));

  static List<Arguments> inputs() throws IOException {
    try (Stream<Path> files = Files.walk(CORPUS)) {
      return files
          .filter(Files::isRegularFile)
          .sorted()
          .map(file -> Arguments.of(file.getParent().getFileName().toString(), file))
          .toList();
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("inputs")
  void holds(String target, Path file) throws IOException {
    Consumer<byte[]> fuzzed = TARGETS.get(target);
    assertTrue(fuzzed != null, "no target " + target);
    fuzzed.accept(Files.readAllBytes(file));
  }

  @Test
  void everyTargetHasACorpus() throws IOException {
    for (String target : TARGETS.keySet()) {
      try (Stream<Path> files = Files.list(CORPUS.resolve(target))) {
        assertTrue(files.findAny().isPresent(), target);
      }
    }
  }
}
