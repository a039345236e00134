package dev.echo7.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares what the module exports with {@code echo7-server/api.txt}. Whoever changes the one on
 * purpose writes the other by {@code mvn test -Dtest=ApiSignatureTest -Dapi.write}, and sees in the
 * difference what it means for the programs of others.
 */
final class ApiSignatureTest {
  private static final Path MODULE = Path.of("echo7-server");
  private static final Path CLASSES = MODULE.resolve("target/classes");

  @Test
  void isTheOneInTheFile() throws Exception {
    List<String> now = ApiSignature.of(exported());
    assertTrue(now.size() > 100, now::toString);
    if (System.getProperty("api.write") != null) {
      Files.write(MODULE.resolve("api.txt"), now);
    }
    List<String> known = Files.readAllLines(MODULE.resolve("api.txt"));
    List<String> added = new ArrayList<>(now);
    added.removeAll(known);
    List<String> gone = new ArrayList<>(known);
    gone.removeAll(now);
    assertEquals(List.of(), added, "exported, and not in api.txt");
    assertEquals(List.of(), gone, "in api.txt, and no longer exported");
    assertEquals(String.join("\n", now), String.join("\n", known), "in another order");
  }

  /** Shows that a change is noticed: each line names its type, so none hides behind another. */
  @Test
  void hasALineForEachMemberThatNamesItsType() throws Exception {
    List<String> lines = ApiSignature.of(List.of(Sample.class));
    assertEquals(
        List.of(
            "dev.echo7.api.Sample class, final",
            "dev.echo7.api.Sample#LIMIT: int, static",
            "dev.echo7.api.Sample(@Nullable String)",
            "dev.echo7.api.Sample#name(): @Nullable String",
            "dev.echo7.api.Sample#read(int, List<String>): String throws IOException, static"),
        lines);
  }

  private static List<Class<?>> exported() throws Exception {
    ModuleDescriptor module;
    try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    List<Class<?>> types = new ArrayList<>();
    for (ModuleDescriptor.Exports exports : module.exports()) {
      if (!exports.isQualified()) {
        types.addAll(in(exports.source()));
      }
    }
    return types;
  }

  private static List<Class<?>> in(String name) throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(CLASSES.resolve(name.replace('.', '/')))) {
      for (Path file : files.toList()) {
        String simple = file.getFileName().toString();
        if (simple.endsWith(".class") && !simple.startsWith("package-info")) {
          types.add(Class.forName(name + "." + simple.replace(".class", "")));
        }
      }
    }
    return types;
  }
}
