package dev.echo7.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** So many a second: {@code 50}, or {@code 50/s}. */
public final class RateConverter implements ITypeConverter<Integer> {
  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})(?:/s)?");

  @Override
  public Integer convert(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a rate; write 50 or 50/s");
    }
    return Integer.valueOf(matcher.group(1));
  }
}
