package dev.echo7.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares what a module exports with its {@code api.txt}. Whoever changes the one on purpose
 * writes the other by {@code mvn test -Dtest=ApiSignatureTest,PeerApiTest -Dapi.write}, and sees in
 * the difference what it means for the programs of others.
 */
public final class ApiFile {
  private ApiFile() {}

  /**
   * Fails if they differ.
   *
   * @param module its folder
   */
  public static void check(Path module) throws IOException, ClassNotFoundException {
    List<String> now = ApiSignature.of(exported(module.resolve("target/classes")));
    assertFalse(now.isEmpty(), "exports nothing");
    Path file = module.resolve("api.txt");
    if (System.getProperty("api.write") != null) {
      Files.write(file, now);
    }
    List<String> known = Files.readAllLines(file);
    List<String> added = new ArrayList<>(now);
    added.removeAll(known);
    List<String> gone = new ArrayList<>(known);
    gone.removeAll(now);
    assertEquals(List.of(), added, "exported, and not in api.txt");
    assertEquals(List.of(), gone, "in api.txt, and no longer exported");
    assertEquals(String.join("\n", now), String.join("\n", known), "in another order");
  }

  private static List<Class<?>> exported(Path classes) throws IOException, ClassNotFoundException {
    ModuleDescriptor module;
    try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    List<Class<?>> types = new ArrayList<>();
    for (ModuleDescriptor.Exports exports : module.exports()) {
      if (!exports.isQualified()) {
        types.addAll(in(classes, exports.source()));
      }
    }
    return types;
  }

  private static List<Class<?>> in(Path classes, String name)
      throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
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
