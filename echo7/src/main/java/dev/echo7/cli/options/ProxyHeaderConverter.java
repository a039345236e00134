package dev.echo7.cli.options;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.proxy.ProxyHeaderParser;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --send-proxy} takes. */
public final class ProxyHeaderConverter implements ITypeConverter<ProxyHeader> {

  @Override
  public ProxyHeader convert(String text) {
    try {
      return ProxyHeaderParser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(FailureText.of(e));
    }
  }
}
