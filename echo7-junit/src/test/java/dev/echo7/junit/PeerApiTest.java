package dev.echo7.junit;

import dev.echo7.api.ApiFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What this module exports. */
class PeerApiTest {

  @Test
  void isTheOneInTheFile() throws Exception {
    ApiFile.check(Path.of("echo7-junit"));
  }
}
