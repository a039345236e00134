package dev.echo7.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What this module exports. */
final class ApiSignatureTest {

  @Test
  void isTheOneInTheFile() throws Exception {
    ApiFile.check(Path.of("echo7-server"));
  }

  /** Shows that a change is noticed: each line names its type, so none hides behind another. */
  @Test
  void hasALineForEachMemberThatNamesItsType() throws Exception {
    List<String> lines = ApiSignature.of(List.of(Sample.class));
    assertEquals(
        List.of(
            "dev.echo7.api.Sample class, final",
            "dev.echo7.api.Sample#LIMIT: int, static",
            "dev.echo7.api.Sample(@Nullable String)",
            "dev.echo7.api.Sample#name(): @Nullable String",
            "dev.echo7.api.Sample#read(int, List<String>): String throws IOException, static"),
        lines);
  }
}
