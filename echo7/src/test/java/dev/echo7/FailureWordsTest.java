package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Messages for failures come from one place; checks the compiled classes. */
class FailureWordsTest {
  private static final Set<String> WORDS =
      Set.of("getMessage", "getLocalizedMessage", "toString", "printStackTrace");

  /** The classes that may read a throwable themselves, and why. */
  private static final Map<String, String> MAY =
      Map.of(
          "dev/echo7/net/failure/PlainMessage", "it is the one place",
          "dev/echo7/net/posix/ForeignCalls", "stands below FailureText, which shows it",
          "dev/echo7/net/posix/SystemError", "finds the kernel's error in it",
          "dev/echo7/net/NameFailure", "finds getaddrinfo's error in it",
          "dev/echo7/cli/UsageErrors", "picocli's messages are for users, and are rewritten there",
          "dev/echo7/client/tls/TlsFailure", "finds the name of an alert in it",
          "dev/echo7/server/tls/TlsGate", "finds out who is to blame for a handshake");

  @Test
  void nobodyElseMakesWordsOfAThrowable() throws IOException {
    Set<String> users = new TreeSet<>();
    for (ClassModel model : OwnClasses.all()) {
      for (MethodModel method : model.methods()) {
        method
            .code()
            .ifPresent(
                code ->
                    code.forEach(
                        element -> {
                          boolean asks =
                              switch (element) {
                                case InvokeInstruction call ->
                                    WORDS.contains(call.name().stringValue())
                                        && isThrowable(call.owner().asSymbol())
                                        && !call.owner().asInternalName().startsWith("dev/echo7/");
                                case InvokeDynamicInstruction concat ->
                                    concat.name().stringValue().startsWith("makeConcat")
                                        && concat.typeSymbol().parameterList().stream()
                                            .anyMatch(FailureWordsTest::isThrowable);
                                default -> false;
                              };
                          if (asks) {
                            users.add(model.thisClass().asInternalName().replaceFirst("\\$.*", ""));
                          }
                        }));
      }
    }
    users.removeIf(MAY::containsKey);
    assertEquals(Set.of(), users);
  }

  @Test
  void thoseWhoMayStillDo() throws IOException {
    Set<String> all = new TreeSet<>();
    OwnClasses.all().forEach(model -> all.add(model.thisClass().asInternalName()));
    assertTrue(all.containsAll(MAY.keySet()), () -> MAY.keySet() + " are not all there");
  }

  private static boolean isThrowable(ClassDesc type) {
    if (!type.isClassOrInterface()) {
      return false;
    }
    String descriptor = type.descriptorString();
    try {
      String name = descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
      ClassLoader loader = FailureWordsTest.class.getClassLoader();
      return Throwable.class.isAssignableFrom(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
