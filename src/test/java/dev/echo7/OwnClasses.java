package dev.echo7;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of the product, for tests of how it is built. */
public final class OwnClasses {
  private OwnClasses() {}

  /** All of them, parsed. */
  public static List<ClassModel> all() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/classes/dev/echo7"))) {
      List<ClassModel> models = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        models.add(ClassFile.of().parse(file));
      }
      return models;
    }
  }
}
