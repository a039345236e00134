package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whole programs in locales with their own digits, letters or calendar. */
final class LocalesIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest
  @CsvSource({
    "ar, EG, arab",
    "fa, IR, arabext",
    "hi, IN, deva",
    "mr, IN, deva",
    "my, MM, mymr",
    "th, TH, thai",
    "tr, TR, latn",
    "az, AZ, latn",
    "lt, LT, latn",
    "de, DE, latn",
  })
  void whatMachinesReadIsTheSame(String language, String country, String digits) throws Exception {
    String options =
        "JDK_JAVA_OPTIONS=-Duser.language=%s -Duser.country=%s -Duser.extensions=u-nu-%s"
            .formatted(language, country, digits);
    List<String> around = List.of("env", options);
    try (ServerProgram server =
        ServerProgram.of(with(around, "bin/echoserver -n -v --admin 127.0.0.1:0 127.0.0.1:0"))) {
      String admin = AdminPlace.of(server);
      String target = "127.0.0.1:" + server.port();
      assertAscii(run(around, "bin/echoclient ping -c 2 -i 0.05 " + target), "seq=2 time=\\d");
      JSON.readTree(run(around, "bin/echoclient ping -c 1 --json " + target));
      JSON.readTree(run(around, "bin/echoclient load --json -c 1 -d 300ms --warmup 0 " + target));
      assertAscii(run(around, "bin/echoclient check --only single-byte " + target), "\nok 1 ");
      JSON.readTree(run(around, "bin/echoctl --admin " + admin + " stats --json"));
      assertAscii(run(around, "bin/echoctl --admin " + admin + " stats"), "up \\d");
      assertAscii(get(admin, "/metrics"), "echo7_\\w+ \\d");
      JSON.readTree(get(admin, "/status"));
      server.stop();
      assertAscii(server.program().stdout(), "server received \\d+ bytes");
      assertAscii(server.program().stderr(), "drained \\d+");
    }
  }

  private static String get(String admin, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + admin + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static List<String> with(List<String> around, String command) {
    return Stream.concat(around.stream(), Arrays.stream(command.split(" ", -1))).toList();
  }

  /** For load, which may be INVALID on a busy machine, the output counts and not the exit code. */
  private static String run(List<String> around, String command) {
    try (Program program = Program.start(with(around, command))) {
      assertTrue(program.exitCodeIfValid() <= 1, program::toString);
      return program.stdout();
    }
  }

  private static void assertAscii(String text, String pattern) {
    assertTrue(text.chars().allMatch(c -> c < 128), text);
    assertTrue(Pattern.compile(pattern).matcher(text).find(), text);
  }
}
