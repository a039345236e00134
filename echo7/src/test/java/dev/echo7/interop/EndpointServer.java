package dev.echo7.interop;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code bin/echoserver -q} on one endpoint of any kind.
 *
 * @param target the endpoint as a client names it: with the port that the kernel chose
 */
public record EndpointServer(Program program, String target) implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("listening on .*:(\\d+) \\(");

  /** Starts it, and waits until it listens. */
  public static EndpointServer start(String endpoint) {
    Program program = Program.start("bin/echoserver", "-q", endpoint);
    try {
      String listening = program.awaitStderr("event loop").awaitStderr("\n").stderr();
      Matcher port = PORT.matcher(listening);
      return new EndpointServer(
          program, port.find() ? endpoint.replaceFirst(":0$", ":" + port.group(1)) : endpoint);
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
  }

  /** On loopback, or in a folder: {@code tcp}, {@code tls}, {@code udp} or {@code unix}. */
  public static EndpointServer on(String transport, Path folder) {
    return start(
        transport.equals("unix")
            ? "unix:" + folder.resolve("socket")
            : transport + "://127.0.0.1:0");
  }

  /** The target, and before it the option that makes a client trust it. */
  public String trusted() {
    return (target.startsWith("tls") ? "--tls-insecure " : "") + target;
  }

  @Override
  public void close() {
    program.close();
  }
}
