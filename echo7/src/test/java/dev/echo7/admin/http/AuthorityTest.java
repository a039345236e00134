package dev.echo7.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names by which a request may call a server. */
class AuthorityTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "%41", "a%41"})
  void aNameMayBeAsLongAsARequestMay(String part) throws BadRequestException {
    String name = part.repeat(4_096 / part.length());
    assertEquals(new Authority(name.toLowerCase(Locale.ROOT), 7), Authority.parse(name + ":7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a:1:2", "%4", "a b", "[::1", "[:]"})
  void whatIsNoNameIsRefused(String text) {
    assertThrows(BadRequestException.class, () -> Authority.parse(text));
  }

  @Test
  void thoseThatMeanTheSameAreEqual() throws BadRequestException {
    assertEquals(Authority.parse("LOCALHOST.:080"), Authority.parse("localhost"));
    assertEquals(Authority.parse("[0:0::1]:7"), Authority.parse("[::1]:7"));
  }
}
