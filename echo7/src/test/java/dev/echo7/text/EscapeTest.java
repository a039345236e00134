package dev.echo7.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "bow-vpn.cs.hmc.edu,bow-vpn.cs.hmc.edu",
        "fe80::1%eth0,fe80::1%eth0",
        "a\u001b[31mb,a\\x1b[31mb",
        "a\u0007b,a\\x07b",
        "a b,a\\x20b",
        "a\\b,a\\\\b",
        "\u00e9,\\xe9",
        "\u202etxt,\\u{202e}txt",
        "\ud83d\ude00,\\u{1f600}",
      })
  void leavesNothingThatATerminalWouldObey(String untrusted, String safe) {
    assertEquals(safe, Escape.text(untrusted));
  }
}
