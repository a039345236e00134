package dev.echo7.admin;

import java.util.List;

/**
 * What a client likes to get, as its Accept header says (RFC 9110, section 12.5.1). Immutable.
 *
 * @param ranges the members of the header; none for whatever there is
 */
record MediaRanges(List<String> ranges) {
  /** How much it likes a type. */
  record Preference(double quality, int precision) {}

  /** Of {@code type/subtype}, by the range that says most about it. */
  Preference of(String type, String subtype) {
    Preference best = new Preference(ranges.isEmpty() ? 1 : 0, -1);
    for (String range : ranges) {
      List<String> parts = FieldList.split(range, ';');
      int precision = parts.isEmpty() ? -1 : precision(parts.getFirst(), type, subtype);
      double quality = quality(parts);
      // Of several versions of a type, the one that is liked most: ours is taken for any.
      if (precision > best.precision || (precision == best.precision && quality > best.quality)) {
        best = precision < 0 ? best : new Preference(quality, precision);
      }
    }
    return best;
  }

  /** Whether it likes this type more than that, or names only this one of two that it likes. */
  boolean prefers(String type, String subtype, String otherType, String otherSubtype) {
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
