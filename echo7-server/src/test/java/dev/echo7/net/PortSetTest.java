package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {

  @Test
  void readsPortsAndRanges() {
    PortSet ports = PortSet.parse("7,100-102,65535");
    assertEquals("7,100,101,102,65535", ports.toString());
    assertTrue(ports.contains(101));
    assertFalse(ports.contains(99));
    assertFalse(PortSet.NONE.contains(7));
    assertEquals(PortSet.parse("5,7"), PortSet.parse("7").with(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "65536", "7-", "9-7", "7,,8", "7 8", "-7", "0-9"})
  void refusesEverythingElse(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> PortSet.parse(text));
    assertTrue(String.valueOf(refusal.getMessage()).contains("7,100-200"));
  }
}
