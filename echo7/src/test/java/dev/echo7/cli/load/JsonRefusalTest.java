package dev.echo7.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.Terminal;
import dev.echo7.cli.line.EchoClientCommand;
import dev.echo7.json.PublishedSchema;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Whoever asked for JSON gets it when there is no report, too. */
class JsonRefusalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "load --json --hlog /nonexist/x 127.0.0.1 9, /nonexist/x, 1",
    "load --json-stream --csv /nonexist/x 127.0.0.1 9, /nonexist/x, 1",
    "load --json --tls-ca /nope tls://127.0.0.1:9, /nope, 1",
    "ping --json --tls-ca /nope tls://127.0.0.1:9, /nope, 1",
    "ping --json-stream --tls-ca /nope tls://127.0.0.1:9, /nope, 1",
    "ping --json --hlog /nonexist/x 127.0.0.1 9, /nonexist/x, 2",
    "merge --json /nonexist, /nonexist, 1"
  })
  void theErrorIsAFieldOfTheDocument(String line, String culprit, int exitCode) {
    Terminal terminal =
        new Terminal("echoclient", new FileInputStream(FileDescriptor.in), out, err);
    assertEquals(exitCode, EchoClientCommand.run(terminal, line.split(" ")), err::toString);
    String schema =
        line.replaceFirst(" .*", "").replace("merge", "load")
            + (line.contains("-stream") ? "-stream" : "");
    JsonNode document = PublishedSchema.of(schema).assertDescribes(out.toString(UTF_8));
    assertEquals(exitCode, document.get("exitCode").asInt());
    String error = document.get("error").asString();
    assertTrue(error.contains(culprit), error);
    assertEquals("", err.toString(UTF_8));
  }
}
