package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A package imports only from lower ranks, never sideways; read from the compiled classes. */
class PackageRanksTest {
  private static final String BASE = "dev/echo7/";
  private static final Map<String, Integer> RANKS =
      Map.ofEntries(
          Map.entry("net", 0),
          Map.entry("text", 0),
          Map.entry("json", 0),
          Map.entry("verify", 0),
          Map.entry("posix", 1),
          Map.entry("measure", 1),
          Map.entry("events", 1),
          Map.entry("result", 2),
          Map.entry("server", 2),
          Map.entry("client", 2),
          Map.entry("admin", 2),
          Map.entry("log", 2),
          Map.entry("report", 3),
          Map.entry("ctl", 3),
          Map.entry("service", 3),
          Map.entry("cli", 4));

  @Test
  void packagesImportOnlyLowerRanks() throws IOException {
    List<String> violations = new ArrayList<>();
    List<ClassModel> classes = OwnClasses.all();
    for (ClassModel model : classes) {
      String from = packageOf(model.thisClass().asInternalName());
      for (String to : ownPackagesUsedBy(model)) {
        if (!to.equals(from) && rank(to) >= rank(from)) {
          violations.add(model.thisClass().asInternalName() + " imports " + to);
        }
      }
    }
    assertTrue(classes.size() > 20, "found only " + classes.size() + " classes");
    assertEquals(List.of(), violations);
  }

  @Test
  void onlyTheServerStandsOnNetty() throws IOException {
    List<String> users =
        OwnClasses.all().stream()
            .filter(model -> uses(model, "io/netty/"))
            .map(model -> packageOf(model.thisClass().asInternalName()))
            .distinct()
            .filter(name -> !List.of("server", "admin", "service", "cli").contains(name))
            .toList();
    assertEquals(List.of(), users);
  }

  @Test
  void onlyCommandsKnowPicocli() throws IOException {
    List<String> users =
        OwnClasses.all().stream()
            .filter(model -> uses(model, "picocli/"))
            .map(model -> packageOf(model.thisClass().asInternalName()))
            .distinct()
            .toList();
    assertEquals(List.of("cli"), users);
  }

  private static int rank(String name) {
    Integer rank = RANKS.get(name);
    assertTrue(rank != null, "package " + name + " has no rank");
    return rank;
  }

  private static boolean uses(ClassModel model, String prefix) {
    return classNames(model).anyMatch(name -> name.startsWith(prefix));
  }

  private static List<String> ownPackagesUsedBy(ClassModel model) {
    return classNames(model)
        .filter(name -> name.startsWith(BASE))
        .map(PackageRanksTest::packageOf)
        .distinct()
        .toList();
  }

  /** Names in class entries and, for types that only a signature names, in descriptors. */
  private static Stream<String> classNames(ClassModel model) {
    Stream<String> entries =
        StreamSupport.stream(model.constantPool().spliterator(), false)
            .filter(ClassEntry.class::isInstance)
            .map(entry -> ((ClassEntry) entry).asInternalName().replaceFirst("^\\[*L?", ""));
    Stream<String> descriptors =
        Stream.concat(
                model.methods().stream().map(m -> m.methodType().stringValue()),
                model.fields().stream().map(f -> f.fieldType().stringValue()))
            .flatMap(descriptor -> Stream.of(descriptor.split("[();\\[]+", -1)))
            .filter(type -> type.startsWith("L"))
            .map(type -> type.substring(1));
    return Stream.concat(entries, descriptors);
  }

  private static String packageOf(String internalName) {
    String rest = internalName.substring(BASE.length());
    return rest.substring(0, Math.max(0, rest.indexOf('/')));
  }
}
