package dev.echo7.cli.server;

import dev.echo7.net.PortSet;
import dev.echo7.net.failure.FailureText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ports and ranges of ports as people write them: {@code 7,100-200}. */
final class PortSetConverter implements ITypeConverter<PortSet> {

  @Override
  public PortSet convert(String text) {
    try {
      return PortSet.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(FailureText.of(e));
    }
  }
}
