package dev.echo7.admin.http;

import java.util.List;

/**
 * The media types that a client prefers, from its Accept header (RFC 9110, section 12.5.1).
 * Immutable.
 *
 * @param ranges the members of the header; none if any type will do
 */
public record MediaRanges(List<String> ranges) {
  /** The quality value that it gives a type. */
  record Preference(double quality, int precision) {}

  /** The quality of {@code type/subtype}, by the most specific range that matches. */
  Preference of(String type, String subtype) {
    Preference best = new Preference(ranges.isEmpty() ? 1 : 0, -1);
    for (String range : ranges) {
      List<String> parts = FieldList.split(range, ';');
      int precision = parts.isEmpty() ? -1 : precision(parts.getFirst(), type, subtype);
      double quality = quality(parts);
      // Parameters such as a version are ignored: of several ranges of a type, the best counts.
      if (precision > best.precision || (precision == best.precision && quality > best.quality)) {
        best = precision < 0 ? best : new Preference(quality, precision);
      }
    }
    return best;
  }

  /** Whether it prefers this type to that one, or, at equal quality, names this one explicitly. */
  public boolean prefers(String type, String subtype, String otherType, String otherSubtype) {
    Preference one = of(type, subtype);
    Preference other = of(otherType, otherSubtype);
    return one.quality > other.quality
        || (one.quality == other.quality && one.quality > 0 && one.precision == NAMED);
  }

  private static final int NAMED = 2;

  private static int precision(String range, String type, String subtype) {
    if (range.equalsIgnoreCase(type + "/" + subtype)) {
      return NAMED;
    }
    if (range.equalsIgnoreCase(type + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double quality(List<String> parts) {
    for (String part : parts) {
      if (part.regionMatches(true, 0, "q=", 0, 2)) {
        String value = part.substring(2);
        return value.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : 0;
      }
    }
    return 1;
  }
}
