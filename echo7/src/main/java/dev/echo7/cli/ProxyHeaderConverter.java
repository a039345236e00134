package dev.echo7.cli;

import dev.echo7.net.FailureText;
import dev.echo7.net.ProxyHeader;
import dev.echo7.net.ProxyHeaderParser;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --send-proxy} takes. */
final class ProxyHeaderConverter implements ITypeConverter<ProxyHeader> {

  @Override
  public ProxyHeader convert(String text) {
    try {
      return ProxyHeaderParser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(FailureText.of(e));
    }
  }
}
