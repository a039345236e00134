package dev.echo7.cli.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of {@code --proxy-protocol}. */
final class ProxyModeConverter implements ITypeConverter<ProxyOptions.Mode> {

  @Override
  public ProxyOptions.Mode convert(String text) {
    return switch (text) {
      case "off" -> ProxyOptions.Mode.OFF;
      case "required" -> ProxyOptions.Mode.REQUIRED;
      default -> throw new TypeConversionException("'" + text + "' is none of off, required");
    };
  }
}
