package dev.echo7.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Service names and their ports, as in services(5).
 *
 * <p>A machine without {@code /etc/services} (a small container) still knows {@code echo}.
 */
public final class ServiceNames {
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Path SYSTEM_FILE = Path.of("/etc/services");

  private final List<String> lines;

  private ServiceNames(List<String> lines) {
    this.lines = lines;
  }

  /** The names of this machine, read afresh. */
  public static ServiceNames ofThisMachine() {
    return read(SYSTEM_FILE);
  }

  /** The names of one file in the format of services(5); none where it cannot be read. */
  static ServiceNames read(Path file) {
    try {
      return new ServiceNames(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return new ServiceNames(List.of());
    }
  }

  /**
   * The port of a service.
   *
   * @param name the official name or an alias, case as in the file
   * @param protocol {@code tcp} or {@code udp}
   */
  public OptionalInt port(String name, String protocol) {
    for (String line : lines) {
      OptionalInt port = portInLine(line, name, protocol);
      if (port.isPresent()) {
        return port;
      }
    }
    return name.equals("echo") ? OptionalInt.of(HostPort.ECHO_PORT) : OptionalInt.empty();
  }

  private static OptionalInt portInLine(String line, String name, String protocol) {
    int comment = line.indexOf('#');
    List<String> words =
        BLANK
            .splitAsStream(comment < 0 ? line : line.substring(0, comment))
            .filter(word -> !word.isEmpty())
            .toList();
    String suffix = "/" + protocol;
    if (words.size() < 2 || !words.get(1).endsWith(suffix) || words.lastIndexOf(name) == 1) {
      return OptionalInt.empty();
    }
    return words.contains(name)
        ? parse(words.get(1).substring(0, words.get(1).length() - suffix.length()))
        : OptionalInt.empty();
  }

  private static OptionalInt parse(String number) {
    try {
      int port = Integer.parseInt(number);
      return port < 0 || port > HostPort.MAX_PORT ? OptionalInt.empty() : OptionalInt.of(port);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
