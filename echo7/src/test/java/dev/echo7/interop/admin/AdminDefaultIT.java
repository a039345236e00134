package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code --admin} without a value: where echoctl looks. With a /run of its own, so that none is in
 * use.
 */
final class AdminDefaultIT {
  private static final Pattern PRINTED = Pattern.compile("admin endpoint on (http://\\S+)\\R");
  private static final String OWN_RUN = "mount -t tmpfs -o mode=755 none /run && exec \"$@\"";

  /** Starts a server, asks it as its operator would, and ends it. */
  private static final String SERVE_AND_ASK =
      """
      bin/echoserver -q WORDS & server=$!
      until [ -S /run/echo7/admin.sock ] || ! kill -0 $server; do sleep 0.1; done
      stat -c %a /run/echo7 /run/echo7/admin.sock
      bin/echoctl fault ls && bin/echoctl --admin unix:/run/echo7/admin.sock health
      kill $server; wait $server
      """;

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a /run of its own needs root");
  }

  private static Program start(String... words) {
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", OWN_RUN, "sh"));
    command.addAll(List.of(words));
    return Program.start(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--admin 0",
        "-n 0 --admin",
        "--admin -n 0",
        "--admin udp://127.0.0.1:0",
        // Its directory is made too.
        "--admin unix:/run/echo7/admin.sock 0",
      })
  void isTheSocketThatEchoctlLooksFor(String words) {
    try (Program script = start("sh", "-c", SERVE_AND_ASK.replace("WORDS", words))) {
      assertEquals(0, script.exitCode(), script::toString);
      assertTrue(script.stdout().startsWith("700\n600\n"), script::toString);
      String said = script.stderr();
      assertTrue(said.contains("admin endpoint on unix:/run/echo7/admin.sock"), said);
      assertTrue(said.contains("listening on "), said);
    }
  }

  @Test
  void isInTheRuntimeDirectoryOfAUser() {
    String asUser =
        "mkdir -m 700 /run/of-user && chown 12345 /run/of-user && exec setpriv --reuid=12345"
            + " --clear-groups env XDG_RUNTIME_DIR=/run/of-user sh -c \"$0\"";
    String serving =
        SERVE_AND_ASK.replace("WORDS", "--admin 0").replace("/run/echo7", "/run/of-user/echo7");
    try (Program script = start("sh", "-c", asUser, serving)) {
      assertEquals(0, script.exitCode(), script::toString);
      assertTrue(script.stdout().startsWith("700\n600\n"), script::toString);
      String said = script.stderr();
      assertTrue(said.contains("admin endpoint on unix:/run/of-user/echo7/admin.sock"), said);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--admin 127.0.0.1:0 0", "--admin http://127.0.0.1:0 0", "--admin=127.0.0.1:0 0"})
  void aPlaceThatIsGivenIsTakenByEchoctlAsItIsPrinted(String words) {
    List<String> command = new ArrayList<>(List.of("bin/echoserver", "-q"));
    command.addAll(List.of(words.split(" ", -1)));
    try (Program server = start(command.toArray(String[]::new))) {
      server.awaitStderr(said -> PRINTED.matcher(said).find());
      Matcher place = PRINTED.matcher(server.stderr());
      assertTrue(place.find(), server::toString);
      try (Program asking = Program.start("bin/echoctl", "--admin", place.group(1), "stats")) {
        assertEquals(0, asking.exitCode(), asking::toString);
      }
    }
  }
}
