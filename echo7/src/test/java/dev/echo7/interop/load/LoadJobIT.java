package dev.echo7.interop.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The script of {@code deploy/kubernetes/load}, run as its pods would, and what comes of it. */
final class LoadJobIT {
  private static final int PODS = 2;
  private static final int RATE = 200;
  private static final int SECONDS = 3;

  @TempDir private Path folder;

  @Test
  void whatThePodsPrintIsMergedToOneReport() throws IOException {
    try (ServerProgram server = ServerProgram.start("-q", "-n", "127.0.0.1:0")) {
      String load = load("127.0.0.1", server.port());
      List<Program> pods = new ArrayList<>();
      for (int i = 0; i < PODS; i++) {
        pods.add(pod(i, load));
      }
      List<String> command = new ArrayList<>(List.of("bin/echoclient", "merge", "--json"));
      for (int i = 0; i < PODS; i++) {
        try (Program pod = pods.get(i)) {
          assertEquals(0, pod.exitCodeIfValid(), pod::toString);
          Path log = folder.resolve("pod-" + i + ".hlog");
          command.add(Files.writeString(log, pod.stdout()).toString());
        }
        assertTrue(message(i).contains(" verified, 0 lost"), message(i));
      }
      Path page = folder.resolve("load.html");
      command.addAll(List.of("--html", page.toString(), "--fail-if", "loss>0%,errors>0"));
      try (Program merge = Program.start(command)) {
        assertEquals(0, merge.exitCodeIfValid(), merge::toString);
        JsonNode all = new JsonMapper().readTree(merge.stdout());
        assertEquals(PODS, all.get("machines").asInt());
        // The first tenth is not measured.
        assertEquals(PODS * RATE * SECONDS * 9 / 10, all.get("verified").asInt(), 5);
        assertEquals("" + all.get("verified"), "" + all.get("responseTime").get("count"));
      }
      assertTrue(Files.readString(page).contains("on 2 machines"));
    }
  }

  @Test
  void podThatCannotLoadFailsAndSaysWhy() throws IOException {
    try (Program pod = pod(0, load("127.0.0.1", Machine.freePort()))) {
      assertEquals(1, pod.exitCode(), pod::toString);
      assertEquals("", pod.stdout());
      assertTrue(message(0).contains("echoclient: cannot connect to "), message(0));
    }
  }

  /** What the manifest has, at another place, for a shorter time, and at a rate for two cores. */
  private static String load(String host, int port) throws IOException {
    return environment()
        .getOrDefault("ECHO7_LOAD", "")
        .replaceFirst("-c 100 ", "-c 10 ")
        .replaceFirst("-d 60s ", "-d " + SECONDS + "s ")
        .replaceFirst("-R 5000 ", "-R " + RATE + " ")
        .replaceFirst("echo7 7$", host + " " + port);
  }

  /** In a pod, each has these files for itself. */
  private Program pod(int index, String load) throws IOException {
    String script =
        container()
            .at("/command/2")
            .asString()
            .replace("/tmp/", folder + "/" + index + "-")
            .replace("/dev/termination-log", messageFile(index).toString());
    ProcessBuilder builder = Program.builder("sh", "-c", script);
    builder.environment().put("ECHO7_LOAD", load);
    builder.environment().put("ECHO7_START_EVERY_S", "1");
    builder
        .environment()
        .merge("PATH", Path.of("bin").toAbsolutePath() + ":", (old, ours) -> ours + old);
    assertEquals(
        List.of("sh", "-c"),
        container().get("command").valueStream().limit(2).map(JsonNode::asString).toList());
    return Program.start(builder);
  }

  private Path messageFile(int index) {
    return folder.resolve(index + "-message");
  }

  private String message(int index) throws IOException {
    return Files.readString(messageFile(index));
  }

  private static JsonNode container() throws IOException {
    return new YAMLMapper()
        .readTree(Files.readString(Path.of("deploy/kubernetes/load/job.yaml")))
        .at("/spec/template/spec/containers/0");
  }

  private static Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container().get("env")) {
      environment.put(variable.get("name").asString(), variable.get("value").asString());
    }
    return environment;
  }
}
