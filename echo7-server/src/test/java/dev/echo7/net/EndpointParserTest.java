package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointParserTest {
  private final EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());

  @ParameterizedTest
  @CsvSource({
    "5000, :5000",
    "0, :0",
    "echo, :7",
    "007, :7",
    "65535, :65535",
    ":5000, :5000",
    "*:5000, :5000",
    "localhost:5000, localhost:5000",
    "127.0.0.1:echo, 127.0.0.1:7",
    "[::1]:7, [::1]:7",
    "[::]:5000, [::]:5000",
    "[fe80::1%eth0]:7, [fe80::1%eth0]:7",
    "[::1], [::1]:7",
    "tcp://5000, :5000",
    "tcp://:5000, :5000",
    "tcp://localhost, localhost:7",
    "tcp://localhost:5000, localhost:5000",
    "tcp://[2001:db8::1]:5000, [2001:db8::1]:5000",
  })
  void readsWhereAServerListens(String text, String expected) {
    Endpoint endpoint = parser.listening(text);
    assertEquals("tcp://" + expected, endpoint.toString());
    assertEquals(endpoint, parser.listening(endpoint.toString()), "reads back what it writes");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, localhost:7",
    "example.org, example.org:7",
    "5000, :5000",
    "localhost:echo, localhost:7",
    "[::1]:5000, [::1]:5000",
    "tcp://10.0.0.1:9, 10.0.0.1:9",
  })
  void readsWhatAClientConnectsTo(String text, String expected) {
    assertEquals("tcp://" + expected, parser.connecting(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tcp://localhost:7?delay=5ms", "localhost:7?cut=1", "unix:/run/echo?stall"})
  void aClientHasNoFaults(String text) {
    String query = text.substring(text.indexOf('?'));
    assertEquals(
        "'"
            + text
            + "': faults belong to the server; give '"
            + query
            + "' to echoserver, and omit it here",
        assertThrows(InvalidEndpointException.class, () -> parser.connecting(text)).getMessage());
    String withMode = "unix:/run/echo?mode=0660";
    assertEquals(withMode, parser.connecting(withMode).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 5000, localhost:5000",
    "::1, 7, [::1]:7",
    "[::1], echo, [::1]:7",
  })
  void readsHostAndPort(String host, String port, String expected) {
    assertEquals("tcp://" + expected, parser.connecting(host, port).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "70000",
        "65536",
        "99999999999999999999",
        "-1",
        "12ab",
        "no-such-service",
        "::1",
        "1:2:3",
        "[::1",
        "[::1]7",
        "[]:7",
        "[*]:7",
        "[localhost]:7",
        "tcp://*",
        "host:",
        "host:70000",
        "ho st:7",
        "ftp://host:7",
        "tcp://",
        "tcp://host/path",
        "\u001b[31m:7x",
      })
  void refusesWhatIsNoEndpointAndNamesIt(String text) {
    InvalidEndpointException wrong =
        assertThrows(InvalidEndpointException.class, () -> parser.listening(text));
    String message = String.valueOf(wrong.getMessage());
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains("give ") || message.contains("write "), "no cure: " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "tls://:7443, tls://:7443",
    "tls://example.org, tls://example.org:7",
    "udp://:7, udp://:7",
    "udp://[::1]:echo, udp://[::1]:7",
    "unix:/run/echo7/echo.sock, unix:/run/echo7/echo.sock",
    "unix:///run/echo.sock, unix:/run/echo.sock",
    "unix://///run/echo.sock, unix:/run/echo.sock",
    "unix:/run/a b.sock?mode=0660, unix:/run/a b.sock?mode=0660",
    "unix:/run/echo.sock?mode=600, unix:/run/echo.sock?mode=0600",
    "unix:@echo7, unix:@echo7",
  })
  void readsEveryTransport(String text, String expected) {
    for (Endpoint endpoint : List.of(parser.listening(text), parser.connecting(text))) {
      assertEquals(expected, endpoint.toString());
      assertEquals(endpoint, parser.listening(endpoint.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:",
        "unix:relative",
        "unix:@",
        "unix:/run/x?mode=9",
        "unix:/run/x?mode=99999",
        "unix:/run/x?other=1",
        "unix:@name?mode=0660",
        "udp://",
        "tls://h:99999",
      })
  void refusesOtherTransportsInFewWords(String text) {
    assertThrows(InvalidEndpointException.class, () -> parser.listening(text));
  }

  @Test
  void namesThePortThatIsOutOfRange() {
    InvalidEndpointException wrong =
        assertThrows(InvalidEndpointException.class, () -> parser.listening("70000"));
    assertEquals("port 70000 is out of range; give 1 to 65535", wrong.getMessage());
  }

  @Test
  void refusesAnEndpointAndAPort() {
    assertThrows(InvalidEndpointException.class, () -> parser.connecting("tcp://localhost:7", "7"));
  }

  @ParameterizedTest
  @CsvSource({
    "TCP://h:7, tcp://h:7",
    "Tls://h:7, tls://h:7",
    "UDP://h:7, udp://h:7",
    "UNIX:/tmp/x, unix:/tmp/x",
    "Unix:@x, unix:@x"
  })
  void readsSchemesInCapitals(String text, String read) {
    assertEquals(
        read, new EndpointParser(ServiceNames.ofThisMachine()).connecting(text).toString());
    assertEquals(read, new EndpointParser(ServiceNames.ofThisMachine()).listening(text).toString());
  }

  @Test
  void takesNoPortZeroToConnectTo() {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    for (String text : new String[] {"h:0", "0", "tls://h:0", "udp://[::1]:0"}) {
      InvalidEndpointException wrong =
          assertThrows(InvalidEndpointException.class, () -> parser.connecting(text));
      assertTrue(String.valueOf(wrong.getMessage()).contains("cannot connect to port 0"), text);
    }
    assertThrows(InvalidEndpointException.class, () -> parser.connecting("h", "0"));
    assertEquals("tcp://h:0", parser.listening("h:0").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"010.077.0.2", "10.077.0.2", "127.0.0.01", "0127.1"})
  void takesNoNumberThatMayBeOctal(String host) {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    for (Executable reading :
        new Executable[] {
          () -> parser.connecting(host, "7"),
          () -> parser.connecting(host + ":7"),
          () -> parser.listening(host + ":7")
        }) {
      InvalidEndpointException wrong = assertThrows(InvalidEndpointException.class, reading);
      assertTrue(String.valueOf(wrong.getMessage()).contains("ambiguous"), host);
    }
    assertEquals("tcp://10.0.0.2:7", parser.connecting("10.0.0.2:7").toString());
  }

  @Test
  void readsAnInterfaceAsUrlsHaveIt() {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    assertEquals("tcp://[fe80::1%eth0]:7", parser.connecting("[fe80::1%25eth0]:7").toString());
    assertEquals("tcp://[fe80::1%eth0]:7", parser.connecting("fe80::1%25eth0", "7").toString());
    assertEquals("tcp://[fe80::1%eth0]:7", parser.listening("[fe80::1%eth0]:7").toString());
    assertEquals("tcp://[fe80::1%25]:7", parser.listening("[fe80::1%25]:7").toString());
  }
}
