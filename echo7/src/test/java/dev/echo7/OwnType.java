package dev.echo7;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A source file's type, read from its class files.
 *
 * @param name below {@code dev.echo7}: {@code net.Endpoint}
 * @param uses the other types of the product that it refers to, by such names
 * @param libraries the classes of others that it refers to, as the JVM names them
 */
record OwnType(String name, Set<String> uses, Set<String> libraries) {
  private static final String BASE = "dev/echo7/";

  /** The package, below {@code dev.echo7}. */
  String room() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** All of the product. */
  static List<OwnType> all() throws IOException {
    Map<String, OwnType> types = new HashMap<>();
    for (ClassModel model : OwnClasses.all()) {
      String name = own(model.thisClass().asInternalName());
      if (name.endsWith("package-info")) {
        continue;
      }
      OwnType type =
          types.computeIfAbsent(name, n -> new OwnType(n, new HashSet<>(), new HashSet<>()));
      classNames(model)
          .forEach(
              used -> {
                if (!used.startsWith(BASE)) {
                  type.libraries.add(used);
                } else if (!own(used).equals(name)) {
                  type.uses.add(own(used));
                }
              });
    }
    return new ArrayList<>(types.values());
  }

  private static String own(String internalName) {
    return internalName.substring(BASE.length()).replaceFirst("\\$.*", "").replace('/', '.');
  }

  /** Names in class entries and, for types that only a signature names, in all descriptors. */
  private static Stream<String> classNames(ClassModel model) {
    Stream<String> entries =
        StreamSupport.stream(model.constantPool().spliterator(), false)
            .filter(ClassEntry.class::isInstance)
            .map(entry -> ((ClassEntry) entry).asInternalName().replaceFirst("^\\[+L?", ""))
            .map(name -> name.replace(";", ""));
    Stream<String> called =
        StreamSupport.stream(model.constantPool().spliterator(), false)
            .filter(NameAndTypeEntry.class::isInstance)
            .map(entry -> ((NameAndTypeEntry) entry).type().stringValue());
    Stream<String> declared =
        Stream.concat(
            model.methods().stream().map(m -> m.methodType().stringValue()),
            model.fields().stream().map(f -> f.fieldType().stringValue()));
    Stream<String> descriptors =
        Stream.concat(called, declared)
            .flatMap(descriptor -> Stream.of(descriptor.split("[();\\[]+", -1)))
            .filter(type -> type.matches("[A-Z]*L.+"))
            .map(type -> type.substring(type.indexOf('L') + 1));
    return Stream.concat(entries, descriptors);
  }
}
