package dev.echo7.events;

import java.util.Locale;

/** The stable words of reasons, for machines. */
final class ReasonCode {

  private ReasonCode() {}

  /** The constant's name in lower case, with hyphens: {@code over-rate}. */
  static String of(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
