package dev.echo7.cli;

import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.DescriptorLimit;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, runs its command, and explains in one line what is wrong with it. */
final class CommandLines {
  private static final int USAGE_WIDTH = 80;

  /** Every program and mode needs fewer descriptors than this to start. */
  private static final int FEW_DESCRIPTORS = 64;

  static {
    // Picocli would open the jar at each start to look for classes that are not there.
    System.setProperty("picocli.disable.closures", "true");
    System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
  }

  private CommandLines() {}

  /** Runs a command; returns its exit code. Never throws, never prints a stack trace. */
  static int run(CommandSpec command, Terminal terminal, String... arguments) {
    CommandLine commandLine = new CommandLine(command);
    commandLine
        .registerConverter(Duration.class, OptionGroup.converter(Converters::duration))
        .setExpandAtFiles(false)
        .setUsageHelpWidth(USAGE_WIDTH)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((wrong, args) -> answer(wrong, terminal))
        .setExecutionStrategy(CommandLines::execute)
        .setExecutionExceptionHandler((failure, c, parsed) -> answer(failure, c, terminal));
    try {
      int code = commandLine.execute(ArgumentFiles.expand(arguments));
      return terminal.outcome(code);
    } catch (ArgumentFiles.UnusableException e) {
      terminal.say(commandLine.getCommandName() + ": " + FailureText.of(e));
      return ExitCode.USAGE;
    } catch (Error e) {
      terminal.say(commandLine.getCommandName() + ": " + inWords(e));
      return ExitCode.FAILED;
    }
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

  /** Rejects an option that is given twice; picocli would ignore one of the values. */
  private static int execute(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      CommandSpec spec = at.commandSpec();
      Set<OptionSpec> seen = new HashSet<>();
      for (String word : at.expandedArgs()) {
        OptionSpec option = spec.optionsMap().get(word.replaceFirst("(?s)=.*", ""));
        if (option != null && !option.isMultiValue() && !seen.add(option)) {
          throw new ParameterException(
              spec.commandLine(), word + " stands there a second time; give it once");
        }
      }
    }
    return new RunLast().execute(parsed);
  }

  private static int answer(ParameterException wrong, Terminal terminal) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    terminal.say(name + ": " + inOneLine(wrong) + " (" + name + " --help shows the options)");
    return ExitCode.USAGE;
  }

  private static int answer(Exception failure, CommandLine command, Terminal terminal) {
    terminal.say(command.getCommandSpec().root().name() + ": " + FailureText.of(failure));
    return failure instanceof InvalidEndpointException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static String inOneLine(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String culprit = unmatched.getUnmatched().getFirst();
      if (culprit.matches("-[0-9]+")) {
        return "port " + culprit + " is out of range; give 0 to 65535";
      }
      Set<String> commands = wrong.getCommandLine().getSubcommands().keySet();
      if (!unmatched.isUnknownOption() && !commands.isEmpty()) {
        return "no command '" + culprit + "'; there are " + String.join(", ", commands);
      }
      if (!unmatched.isUnknownOption()) {
        return "one word too many: '" + culprit + "'";
      }
      List<String> known = unmatched.getSuggestions();
      return "unknown option '"
          + culprit
          + "'"
          + (known.isEmpty() ? "" : "; did you mean " + String.join(" or ", known) + "?");
    }
    if (wrong instanceof MissingParameterException) {
      String[] synopsis = wrong.getCommandLine().getCommandSpec().usageMessage().customSynopsis();
      return "a word is missing: " + String.join(" ", synopsis);
    }
    String said = wrong.getMessage();
    if (said == null) {
      return FailureText.of(wrong);
    }
    String message = said.lines().findFirst().orElse("").replaceFirst("\\.$", "");
    return message
        .replaceFirst("^Invalid value for option ", "wrong value for ")
        .replaceFirst("is not an? (int|long)$", "is not a whole number");
  }
}
