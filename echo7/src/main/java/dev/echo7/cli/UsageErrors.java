package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.NearWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line, and what was probably meant. */
final class UsageErrors {
  private final Supplier<Map<String, CommandSpec>> modes;

  /**
   * For one command.
   *
   * @param modes the modes of its program, itself included if it is one
   */
  UsageErrors(Supplier<Map<String, CommandSpec>> modes) {
    this.modes = modes;
  }

  /** The message, without the program's name. */
  String inOneLine(ParameterException wrong) {
    String first = possibleMode(wrong);
    List<String> near = first.isEmpty() ? List.of() : NearWords.of(first, modes.get().keySet());
    if (near.isEmpty()) {
      return message(wrong);
    }
    String meant = "did you mean " + Converters.alternatives(near) + "?";
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      return "no mode '" + first + "': " + meant;
    }
    String message = message(wrong);
    String join = message.endsWith("?") ? " If '" : "; if '";
    return message + join + first + "' is meant as a mode: " + meant;
  }

  /**
   * The first word of a line-mode command line, if it may be the name of a mode, misspelt; else
   * empty.
   */
  private String possibleMode(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    ParseResult parsed = command.getParseResult();
    boolean isLineMode = !modes.get().isEmpty() && !command.getCommandName().contains(" ");
    List<String> words = parsed == null ? List.of() : parsed.originalArgs();
    String first = words.isEmpty() ? "" : words.getFirst();
    return isLineMode && !first.startsWith("-") && !first.contains(".") && !first.contains(":")
        ? first
        : "";
  }

  private String message(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String culprit = unmatched.getUnmatched().getFirst();
      return unmatched.isUnknownOption()
          ? unknownOption(culprit, command)
          : unexpected(culprit, possibleMode(wrong), command);
    }
    if (wrong instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing.getMissing().getFirst(), command);
    }
    if (wrong.getArgSpec() instanceof OptionSpec flag && flag.arity().max() == 0) {
      return flag.longestName() + " takes no value; omit '=" + wrong.getValue() + "'";
    }
    String said = wrong.getMessage();
    return said == null
        ? FailureText.of(wrong)
        : said.lines()
            .findFirst()
            .orElse("")
            .replaceFirst("\\.$", "")
            .replaceFirst("^Invalid value for option '(.*?)' \\(.*?\\): ", "$1: ")
            .replaceFirst("^Invalid value for option '(.*?)': ", "$1: ");
  }

  /** The message for a positional parameter that is missing. */
  static String missing(String label, CommandSpec command) {
    return "missing " + label + ": " + command.usageMessage().customSynopsis()[0];
  }

  private static String missing(ArgSpec missing, CommandSpec command) {
    return missing instanceof OptionSpec option
        ? option.longestName() + " needs a value: " + option.paramLabel()
        : missing(missing.paramLabel().replaceFirst(" .*", ""), command);
  }

  private String unknownOption(String culprit, CommandSpec command) {
    String name = culprit.replaceFirst("(?s)=.*", "");
    if (name.matches("-[0-9]+")) {
      return "port " + name + " is out of range; give 1 to 65535";
    }
    List<String> near = NearWords.of(name, command.optionsMap().keySet());
    if (!near.isEmpty()) {
      return "unknown option '" + name + "': did you mean " + Converters.alternatives(near) + "?";
    }
    List<String> owners = new ArrayList<>();
    for (Map.Entry<String, CommandSpec> mode : modes.get().entrySet()) {
      if (mode.getValue().optionsMap().containsKey(name)) {
        owners.add(mode.getKey());
      }
    }
    return "unknown option '"
        + name
        + "'"
        + (owners.isEmpty() ? "" : "; it belongs to " + String.join(" and ", owners));
  }

  /**
   * @param first what may be meant as a mode; empty for nothing
   */
  private String unexpected(String culprit, String first, CommandSpec command) {
    Collection<String> commands = command.subcommands().keySet();
    if (!commands.isEmpty()) {
      return "unknown command '" + culprit + "'" + meant(culprit, commands);
    }
    String unexpected = "unexpected argument '" + culprit + "'";
    return first.isEmpty()
        ? unexpected
        : unexpected
            + "; if '"
            + first
            + "' is meant as a mode, the modes are "
            + Converters.and(List.copyOf(modes.get().keySet()));
  }

  private static String meant(String culprit, Collection<String> known) {
    List<String> near = NearWords.of(culprit, known);
    return near.isEmpty()
        ? "; the commands are " + Converters.and(List.copyOf(known))
        : ": did you mean " + Converters.alternatives(near) + "?";
  }
}
