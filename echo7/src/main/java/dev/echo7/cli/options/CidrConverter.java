package dev.echo7.cli.options;

import dev.echo7.net.Cidr;
import dev.echo7.net.failure.FailureText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The networks of {@code --proxy-from}. */
public final class CidrConverter implements ITypeConverter<Cidr> {

  @Override
  public Cidr convert(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(FailureText.of(e));
    }
  }
}
