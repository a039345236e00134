package dev.echo7.cli.load;

import dev.echo7.cli.DurationConverter;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A part of a run: {@code 10%}, or a time. */
final class WarmupConverter implements ITypeConverter<WarmupConverter.Part> {
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,3})?)%");

  /**
   * Both together.
   *
   * @param share of the whole, 0 to 1
   * @param fixed beside it
   */
  record Part(double share, Duration fixed) {
    Duration of(Duration whole) {
      return fixed.plusNanos(Math.round(share * whole.toNanos()));
    }
  }

  @Override
  public Part convert(String text) {
    Matcher percent = PERCENT.matcher(text);
    if (percent.matches()) {
      return new Part(Double.parseDouble(percent.group(1)) / 100, Duration.ZERO);
    }
    if (text.endsWith("%")) {
      throw new TypeConversionException("'" + text + "' is not a part; write 10% or 2s");
    }
    return new Part(0, new DurationConverter().convert(text));
  }
}
