package dev.echo7.netlab;

import dev.echo7.interop.Program;
import java.io.IOException;

/** A JVM that makes a network in which a program runs, and keeps it until it is killed. */
final class LabHolder {
  private LabHolder() {}

  /** Prints the name of a namespace, or why a test would be skipped. */
  public static void main(String... arguments) throws IOException {
    try (NetLab lab = NetLab.create()) {
      Node node = lab.node("held");
      try (Program sleeping = node.start("sleep", "1000")) {
        System.out.println(node.namespace() + " " + sleeping.pid());
        while (System.in.read() >= 0) {
          // Until the input ends.
        }
      }
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
    }
  }
}
