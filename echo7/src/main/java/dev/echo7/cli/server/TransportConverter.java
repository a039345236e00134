package dev.echo7.cli.server;

import dev.echo7.server.config.Transport;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of {@code --transport}. */
final class TransportConverter implements ITypeConverter<Transport> {

  @Override
  public Transport convert(String name) {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of " + names()));
  }

  private static String names() {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport != Transport.IO_URING)
        .map(Transport::toString)
        .collect(Collectors.joining(", "));
  }
}
