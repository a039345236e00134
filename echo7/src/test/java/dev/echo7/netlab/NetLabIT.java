package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A network leaves nothing behind, even if its JVM is killed, and needs root. */
final class NetLabIT {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final Path ETC = Path.of("/etc/netns");

  @Test
  void aClosedLabLeavesNothing() throws Exception {
    Program sleeping;
    Node node;
    try (NetLab lab = NetLab.create()) {
      node = lab.node("one");
      sleeping = node.start("sleep", "1000");
      assertTrue(Files.exists(NAMESPACES.resolve(node.namespace())));
      assertTrue(sleeping.isAlive());
    }
    assertFalse(Files.exists(NAMESPACES.resolve(node.namespace())), node.namespace());
    assertFalse(Files.exists(ETC.resolve(node.namespace())), node.namespace());
    assertEquals(137, sleeping.exitCode(), sleeping::toString);
  }

  @Test
  void theNextLabRemovesWhatAKilledJvmLeft() throws Exception {
    try (NetLab living = NetLab.create();
        Program holder = holder("root")) {
      Node own = living.node("living");
      holder.awaitStdout("\n");
      String[] words = holder.stdout().strip().split(" ", -1);
      assertTrue(words[0].matches("echo7-lab-" + holder.pid() + "-\\d+-held"), holder::toString);
      // One whose JVM lives is left alone.
      NetLab.create().close();
      assertTrue(Files.exists(NAMESPACES.resolve(words[0])), holder::toString);

      ProcessHandle sleeping = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
      holder.signal("KILL");
      assertEquals(137, holder.exitCode(), holder::toString);
      assertTrue(Files.exists(NAMESPACES.resolve(words[0])), "it was killed: nobody removed it");
      NetLab.create().close();
      assertFalse(Files.exists(NAMESPACES.resolve(words[0])), words[0]);
      assertFalse(Files.exists(ETC.resolve(words[0])), words[0]);
      sleeping.onExit().get(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(Files.exists(NAMESPACES.resolve(own.namespace())), "its JVM lives");
    }
  }

  @Test
  void aTestIsSkippedWithoutRoot() {
    try (Program holder = holder("nobody")) {
      assertEquals(0, holder.exitCode(), holder::toString);
      assertTrue(holder.stdout().contains("a network namespace needs root\n"), holder::toString);
    }
  }

  private static Program holder(String user) {
    return Program.start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.name=" + user,
            "-cp",
            System.getProperty("java.class.path"),
            LabHolder.class.getName()));
  }
}
