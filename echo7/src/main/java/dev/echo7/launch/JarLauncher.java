package dev.echo7.launch;

import dev.echo7.cli.ctl.EchoCtlCommand;
import dev.echo7.cli.line.EchoClientCommand;
import dev.echo7.cli.server.EchoServerCommand;
import java.util.Arrays;

/**
 * {@code java -jar echo7.jar server|client|ctl ...}: runs one of the three programs on any system
 * with a JDK 25. The scripts of bin start faster and choose options of the JVM.
 */
public final class JarLauncher {
  private static final String USAGE = "java -jar echo7.jar server|client|ctl [ARGUMENTS]";
  private static final int WRONG_COMMAND_LINE = 2;

  private JarLauncher() {}

  /** Runs the program that the first argument names, and exits with its code. */
  public static void main(String... arguments) {
    if (System.getProperty("io.netty.noUnsafe") == null) {
      // Java would print warnings about it; only an option of the JVM could allow it.
      System.setProperty("io.netty.noUnsafe", "true");
    }
    String program = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (program) {
      case "server", "echoserver" -> EchoServerCommand.main(rest);
      case "client", "echoclient" -> EchoClientCommand.main(rest);
      case "ctl", "echoctl" -> EchoCtlCommand.main(rest);
      case "help", "-h", "--help" -> System.out.println("Usage: " + USAGE);
      default -> {
        String problem = program.isEmpty() ? "missing program" : "no program '" + program + "'";
        System.err.println("echo7: " + problem + ": " + USAGE);
        System.exit(WRONG_COMMAND_LINE);
      }
    }
  }
}
