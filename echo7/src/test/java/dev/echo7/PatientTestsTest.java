package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that wait leave the processor to what they wait for: there may be only one. */
class PatientTestsTest {
  private static final Set<String> SPINNING =
      Set.of("java/lang/Thread.onSpinWait", "java/lang/Thread.yield");

  @Test
  void noTestSpins() throws IOException {
    Set<String> spinning = new TreeSet<>();
    for (ClassModel test : OwnClasses.ofTests()) {
      if (spins(test)) {
        spinning.add(test.thisClass().asInternalName());
      }
    }
    assertEquals(Set.of(), spinning, "these call Thread.onSpinWait or yield, not Pause.briefly");
  }

  private static boolean spins(ClassModel test) {
    return test.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .anyMatch(
            call ->
                SPINNING.contains(call.owner().asInternalName() + "." + call.name().stringValue()));
  }
}
