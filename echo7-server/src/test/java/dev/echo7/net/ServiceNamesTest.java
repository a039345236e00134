package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNamesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void findsNamesAndAliasesOfTheProtocolAskedFor() throws IOException {
    ServiceNames services =
        services(
            "# comment\n\nweb\t80/tcp www http # the web\nweb 8080/udp\nbad line\nodd x/tcp\n");
    assertEquals(OptionalInt.of(80), services.port("web", "tcp"));
    assertEquals(OptionalInt.of(80), services.port("http", "tcp"));
    assertEquals(OptionalInt.of(8080), services.port("web", "udp"));
    assertEquals(OptionalInt.empty(), services.port("www", "udp"));
    assertEquals(OptionalInt.empty(), services.port("comment", "tcp"));
    assertEquals(OptionalInt.empty(), services.port("the", "tcp"));
    assertEquals(OptionalInt.empty(), services.port("odd", "tcp"));
  }

  @Test
  void knowsEchoWithoutAnyFile() {
    ServiceNames none = ServiceNames.read(folder.resolve("absent"));
    assertEquals(OptionalInt.of(7), none.port("echo", "tcp"));
    assertEquals(OptionalInt.of(7), none.port("echo", "udp"));
    assertEquals(OptionalInt.empty(), none.port("ssh", "tcp"));
  }

  private ServiceNames services(String content) throws IOException {
    return ServiceNames.read(Files.writeString(folder.resolve("services"), content));
  }
}
