package dev.echo7.cli;

import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.DescriptorLimit;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Parses a command line, runs its command, and explains in one line what is wrong with it. */
final class CommandLines {
  private static final int USAGE_WIDTH = 80;

  /** Every program and mode needs fewer descriptors than this to start. */
  private static final int FEW_DESCRIPTORS = 64;

  static {
    // Picocli would open the jar at each start to look for classes that are not there.
    System.setProperty("picocli.disable.closures", "true");
    // Or it would warn of each option that is given twice.
    System.setProperty("picocli.trace", "OFF");
    System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
  }

  private CommandLines() {}

  /** Runs a command; returns its exit code. Never throws, never prints a stack trace. */
  static int run(CommandSpec command, UsageErrors errors, Terminal terminal, String... arguments) {
    CommandLine commandLine = new CommandLine(command);
    commandLine
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true) // The last one counts.
        .setSubcommandsCaseInsensitive(true)
        .setHelpFactory(HelpText::new)
        .setUsageHelpWidth(USAGE_WIDTH)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((wrong, args) -> answer(wrong, errors, terminal))
        .setExecutionExceptionHandler(
            (failure, c, parsed) -> answer(failure, c.getCommandSpec().root().name(), terminal));
    try {
      int code = commandLine.execute(helpAsWord(ArgumentFiles.expand(arguments)));
      return terminal.outcome(code);
    } catch (ArgumentFiles.UnusableException e) {
      terminal.say(commandLine.getCommandName() + ": " + FailureText.of(e));
      return ExitCode.USAGE;
    } catch (Error e) {
      return answer(e, commandLine.getCommandName(), terminal);
    }
  }

  /** Runs a command that has its command line already. */
  static int run(Callable<Integer> command, String name, Terminal terminal) {
    try {
      return terminal.outcome(command.call());
    } catch (Exception e) {
      return answer(e, name, terminal);
    } catch (Error e) {
      return answer(e, name, terminal);
    }
  }

  /** {@code help} alone, or {@code help COMMAND}, asks for the help. */
  private static String[] helpAsWord(String... arguments) {
    boolean isHelp = arguments.length > 0 && arguments[0].equals("help");
    if (isHelp && arguments.length == 1) {
      return new String[] {"--help"};
    }
    return isHelp && arguments.length == 2 ? new String[] {arguments[1], "--help"} : arguments;
  }

  /**
   * The JVM's own classes fail with misleading messages if descriptors or threads run out, and NIO
   * throws an Error for some calls that the kernel refuses.
   */
  private static String inWords(Error failure) {
    long descriptors = DescriptorLimit.soft();
    if (descriptors < FEW_DESCRIPTORS) {
      return "too few file descriptors; raise ulimit -n, which is " + descriptors;
    }
    boolean lacking = failure instanceof OutOfMemoryError || failure instanceof LinkageError;
    return (lacking ? "not enough resources: " : "") + FailureText.of(failure);
  }

  private static int answer(ParameterException wrong, UsageErrors errors, Terminal terminal) {
    String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
    terminal.say(name + ": " + errors.inOneLine(wrong) + " (see " + name + " --help)");
    return ExitCode.USAGE;
  }

  private static int answer(Error failure, String name, Terminal terminal) {
    terminal.say(name + ": " + inWords(failure));
    return ExitCode.FAILED;
  }

  private static int answer(Exception failure, String name, Terminal terminal) {
    terminal.say(name + ": " + FailureText.of(failure));
    return failure instanceof InvalidEndpointException ? ExitCode.USAGE : ExitCode.FAILED;
  }
}
