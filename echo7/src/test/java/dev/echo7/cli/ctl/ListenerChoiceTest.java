package dev.echo7.cli.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listener may be called on the command line. */
class ListenerChoiceTest {
  private static final List<String> LISTENERS =
      List.of(
          "tcp [::]:7001",
          "udp [::]:7001",
          "tls 127.0.0.1:7443",
          "unix /run/echo.sock",
          "unix @echo",
          "tcp 127.0.0.1:7002, inherited as web.socket");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp [::]:7001 | tcp [::]:7001",
        "tcp://[::]:7001 | tcp [::]:7001",
        "tcp://:7001 | tcp [::]:7001",
        "tcp :7001 | tcp [::]:7001",
        "udp://:7001?drop=5% | udp [::]:7001",
        "7443 | tls 127.0.0.1:7443",
        ":7443 | tls 127.0.0.1:7443",
        "127.0.0.1:7443 | tls 127.0.0.1:7443",
        "/run/echo.sock | unix /run/echo.sock",
        "unix:/run/echo.sock | unix /run/echo.sock",
        "unix:/run/echo.sock?mode=0660 | unix /run/echo.sock",
        "unix:@echo | unix @echo",
        "@echo | unix @echo",
        "7002 | tcp 127.0.0.1:7002, inherited as web.socket",
        "tcp://127.0.0.1:7002 | tcp 127.0.0.1:7002, inherited as web.socket",
        "tcp 127.0.0.1:7002, inherited as web.socket | tcp 127.0.0.1:7002, inherited as web.socket",
      })
  void findsTheListener(String word, String listener) {
    assertEquals(listener, ListenerChoice.of(word, LISTENERS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "7001 | '7001' matches several listeners; give one of tcp [::]:7001, udp [::]:7001",
        "[::]:7001 | '[::]:7001' matches several listeners; give one of tcp [::]:7001, udp [::]:7001",
        "700 | no listener '700'; the listeners are tcp [::]:7001, udp [::]:7001, tls 127.0.0.1:7443,"
            + " unix /run/echo.sock, unix @echo, tcp 127.0.0.1:7002, inherited as web.socket",
      })
  void saysWhatToGiveInstead(String word, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> ListenerChoice.of(word, LISTENERS))
            .getMessage());
  }
}
