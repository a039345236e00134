package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.name.Resolver;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ExitCodeTest {
  @Test
  void aHostThatDoesNotExistIsAWrongCommandLine() {
    UnknownHostException failure =
        assertThrows(UnknownHostException.class, () -> Resolver.numeric("nosuch"));
    assertEquals(ExitCode.USAGE, ExitCode.of(failure));
  }

  @Test
  void aNameServerThatDoesNotAnswerIsNot() {
    UnknownHostException failure =
        assertThrows(
            UnknownHostException.class,
            () -> Resolver.resolve("nosuch.invalid", AddressFamily.ANY, Duration.ofNanos(1)));
    assertEquals(ExitCode.FAILED, ExitCode.of(failure));
  }
}
