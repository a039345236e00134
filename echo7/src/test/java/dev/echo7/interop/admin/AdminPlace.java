package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.ServerProgram;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server's admin endpoint is, by the line in which it says so. */
public final class AdminPlace {
  private static final Pattern LINE = Pattern.compile("admin endpoint on http://(\\S+:\\d+)/\\R");

  private AdminPlace() {}

  /** {@code 127.0.0.1:PORT} of one that was started with {@code --admin 127.0.0.1:0}. */
  public static String of(ServerProgram server) {
    server.program().awaitStderr("admin endpoint on ");
    Matcher line = LINE.matcher(server.program().awaitStderr("/\n").stderr());
    assertTrue(line.find(), () -> "does not say where: " + server.program());
    return line.group(1);
  }
}
