package dev.echo7.cli.server;

import dev.echo7.cli.server.PrintingOptions.LogFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the format of a log: {@code text} or {@code json}. */
final class LogFormatConverter implements ITypeConverter<LogFormat> {

  @Override
  public LogFormat convert(String text) {
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw new TypeConversionException("'" + text + "' is none of text, json");
    };
  }
}
