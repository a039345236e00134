package dev.echo7;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of the product and of its tests, for tests of how they are built. */
public final class OwnClasses {
  private static final List<String> MODULES = List.of("echo7-server", "echo7-junit", "echo7");

  private OwnClasses() {}

  /** All of the product, parsed. */
  public static List<ClassModel> all() throws IOException {
    return in("target/classes");
  }

  /** All of the tests, parsed. */
  static List<ClassModel> ofTests() throws IOException {
    return in("target/test-classes");
  }

  private static List<ClassModel> in(String folder) throws IOException {
    List<ClassModel> models = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of(module, folder, "dev", "echo7"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          models.add(ClassFile.of().parse(file));
        }
      }
    }
    return models;
  }
}
