package dev.echo7.cli.server;

import dev.echo7.server.config.EventLoopKind;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of {@code --transport}. */
final class TransportConverter implements ITypeConverter<EventLoopKind> {

  @Override
  public EventLoopKind convert(String name) {
    return Arrays.stream(EventLoopKind.values())
        .filter(transport -> transport.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of " + names()));
  }

  private static String names() {
    return Arrays.stream(EventLoopKind.values())
        .filter(transport -> transport != EventLoopKind.IO_URING)
        .map(EventLoopKind::toString)
        .collect(Collectors.joining(", "));
  }
}
