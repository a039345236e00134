import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion of one program for bash, zsh and fish: its modes or subcommands, their options, the
 * words that an option accepts, and files where files go. Made of the model that parses the command
 * line, so that nothing is offered that is refused.
 */
final class Completions {
  private final String program;
  private final CommandSpec plain;
  private final Map<String, CommandSpec> modes;

  /**
   * @param plain the program without a mode
   * @param modes its modes, or subcommands, by name
   */
  Completions(String program, CommandSpec plain, Map<String, CommandSpec> modes) {
    this.program = program;
    this.plain = plain;
    this.modes = new LinkedHashMap<>(modes);
  }

  /** What a value may be. */
  private enum Kind {
    WORDS,
    FILES,
    HOSTS,
    ANYTHING;

    static Kind of(ArgSpec argument) {
      if (argument.completionCandidates() != null && !words(argument).isEmpty()) {
        return WORDS;
      }
      Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : null;
      if (argument.type() == java.nio.file.Path.class || type == java.nio.file.Path.class) {
        return FILES;
      }
      return argument.paramLabel().startsWith("HOST") ? HOSTS : ANYTHING;
    }
  }

  private static List<String> words(ArgSpec argument) {
    List<String> words = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(words::add);
    }
    return words;
  }

  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** The first sentence of a description, for menus. */
  private static String brief(String... description) {
    String text = Ansi.OFF.string(String.join(" ", description).replace("%%", "%").replace("$$", "$"));
    return text.replaceFirst("(?s)\\.( .*)?$", "").replaceFirst("(?s)(:( |$)|;| \\().*", "").strip();
  }

  String bash() {
    List<String> lines = new ArrayList<>();
    lines.add("# bash completion for " + program);
    lines.add("_complete_" + program + "() {");
    lines.add("  local cur=${COMP_WORDS[COMP_CWORD]} prev= mode= options= words= kind=plain list= word");
    lines.add("  (( COMP_CWORD > 0 )) && prev=${COMP_WORDS[COMP_CWORD - 1]}");
    lines.add("  # Bash makes words of their own of = and :.");
    lines.add("  [ \"$cur\" = = ] && cur=");
    lines.add("  [ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD - 2]}");
    if (!modes.isEmpty()) {
      lines.add("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do");
      lines.add("    case $word in");
      lines.add("      " + String.join(" | ", modes.keySet()) + ") mode=$word; break ;;");
      lines.add("    esac");
      lines.add("  done");
    }
    lines.add("  case $mode in");
    for (Map.Entry<String, CommandSpec> mode : modes.entrySet()) {
      lines.add("    " + mode.getKey() + ")");
      addBash(mode.getValue(), "", lines);
      lines.add("      ;;");
    }
    lines.add("    *)");
    addBash(plain, String.join(" ", modes.keySet()), lines);
    lines.add("      ;;");
    lines.add("  esac");
    lines.addAll(
        List.of(
            "  COMPREPLY=()",
            "  if [ \"$kind\" = plain ]; then",
            "    case $cur in",
            "      -*) words=$options ;;",
            "      @*) mapfile -t COMPREPLY < <(compgen -f -P @ -- \"${cur#@}\"); return ;;",
            "      *) kind=$positional ;;",
            "    esac",
            "  fi",
            "  case $kind in",
            "    files)",
            "      compopt -o filenames 2>/dev/null",
            "      mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;",
            "    hosts)",
            "      mapfile -t COMPREPLY < <(compgen -W \"$words\" -A hostname -- \"$cur\") ;;",
            "    list)",
            "      # The last of several, after a comma.",
            "      case $cur in *,*) list=${cur%,*}, ;; esac",
            "      mapfile -t COMPREPLY < <(compgen -P \"$list\" -W \"$words\" -- \"${cur##*,}\") ;;",
            "    none) ;;",
            "    *) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\") ;;",
            "  esac",
            "}",
            "complete -F _complete_" + program + " " + program));
    return String.join("\n", lines) + "\n";
  }

  private void addBash(CommandSpec command, String firstWords, List<String> lines) {
    String names =
        options(command).stream().flatMap(each -> Stream.of(each.names())).collect(Collectors.joining(" "));
    lines.add("      options='" + names + "'");
    Kind first = positional(command);
    List<String> actions = actions(command);
    lines.add("      words='" + (actions.isEmpty() ? firstWords : String.join(" ", actions)) + "'");
    if (!actions.isEmpty()) {
      lines.add("      for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do");
      lines.add("        case $word in " + String.join(" | ", actions) + ") words= ;; esac");
      lines.add("      done");
    }
    lines.add("      local positional=" + (first == Kind.ANYTHING ? "words" : bashKind(first)));
    lines.add("      case $prev in");
    for (OptionSpec option : options(command)) {
      if (takesValue(option)) {
        Kind kind = Kind.of(option);
        String action =
            kind == Kind.WORDS
                ? "kind=" + (option.isMultiValue() ? "list" : "words") + " words='" + String.join(" ", words(option)) + "'"
                : "kind=" + bashKind(kind);
        boolean mayStandAlone = option.arity().min() == 0 || option.preprocessor() != null
            && !option.preprocessor().getClass().getName().contains("NoOp");
        if (kind != Kind.ANYTHING || !mayStandAlone) {
          lines.add("        " + String.join(" | ", option.names()) + ") " + action + " ;;");
        }
      }
    }
    lines.add("      esac");
  }

  private static Kind positional(CommandSpec command) {
    List<PositionalParamSpec> all = command.positionalParameters();
    return all.isEmpty() ? Kind.ANYTHING : Kind.of(all.getFirst());
  }

  /** The words that the first positional parameter may be; none if it may be anything. */
  private static List<String> actions(CommandSpec command) {
    return positional(command) == Kind.WORDS
        ? words(command.positionalParameters().getFirst())
        : List.of();
  }

  private static String bashKind(Kind kind) {
    return switch (kind) {
      case FILES -> "files";
      case HOSTS -> "hosts";
      case WORDS -> "words";
      case ANYTHING -> "none";
    };
  }

  String zsh() {
    List<String> lines = new ArrayList<>();
    lines.add("#compdef " + program);
    String firstWord = modes.isEmpty() ? "" : "_" + program + "_first";
    for (Map.Entry<String, CommandSpec> mode : modes.entrySet()) {
      addZsh("_" + program + "_" + mode.getKey(), mode.getValue(), "", lines);
    }
    addZsh("_" + program + "_plain", plain, firstWord, lines);
    if (!modes.isEmpty()) {
      lines.add(firstWord + "() {");
      lines.add("  local -a modes=(");
      modes.forEach(
          (name, spec) ->
              lines.add("    '" + name + ":" + zshQuoted(brief(spec.usageMessage().description())) + "'"));
      lines.add("  )");
      lines.add("  _describe command modes" + (positional(plain) == Kind.HOSTS ? "; _hosts" : ""));
      lines.add("}");
    }
    lines.add("_" + program + "() {");
    lines.add("  local word");
    if (!modes.isEmpty()) {
      lines.add("  for word in ${words[2,CURRENT-1]}; do");
      lines.add("    case $word in");
      for (String mode : modes.keySet()) {
        lines.add(
            "      "
                + mode
                + ") words=(\"$words[1]\" \"${(@)words[2,-1]:#"
                + mode
                + "}\"); (( CURRENT-- )); _"
                + program
                + "_"
                + mode
                + "; return ;;");
      }
      lines.add("    esac");
      lines.add("  done");
    }
    lines.add("  _" + program + "_plain");
    lines.add("}");
    lines.add("_" + program + " \"$@\"");
    return String.join("\n", lines) + "\n";
  }

  private void addZsh(
      String function, CommandSpec command, String firstWord, List<String> lines) {
    lines.add(function + "() {");
    lines.add("  _arguments -s -S : \\");
    for (OptionSpec option : options(command)) {
      String names = String.join(",", option.names());
      String excluded = option.isMultiValue() ? "'*'" : "'(" + String.join(" ", option.names()) + ")'";
      String described = "'[" + zshQuoted(brief(option.description())) + "]" + zshValue(option) + "'";
      for (String name : option.names()) {
        String assigned = !takesValue(option) ? "" : name.startsWith("--") ? "=" : "+";
        lines.add("    " + excluded + "'" + name + assigned + "'" + described + " \\");
      }
    }
    PositionalParamSpec first =
        command.positionalParameters().isEmpty() ? null : command.positionalParameters().getFirst();
    String action =
        firstWord.isEmpty() ? (first == null ? " " : zshAction(first)) : firstWord;
    String label = first == null ? "word" : zshQuoted(first.paramLabel());
    lines.add(
        actions(command).isEmpty()
            ? "    '*:" + label + ":" + action + "'"
            : "    '1:" + label + ":" + action + "' '*:word: '");
    lines.add("}");
  }

  private static String zshValue(OptionSpec option) {
    if (!takesValue(option)) {
      return "";
    }
    String optional = option.arity().min() == 0 ? "::" : ":";
    return optional + zshQuoted(option.paramLabel()).replace(":", "\\:") + ":" + zshAction(option);
  }

  private static String zshAction(ArgSpec argument) {
    String words = String.join(" ", words(argument));
    return switch (Kind.of(argument)) {
      case FILES -> "_files";
      case HOSTS -> "_hosts";
      case WORDS ->
          argument.isMultiValue() ? "_values -s , name " + words : "(" + words + ")";
      case ANYTHING -> " ";
    };
  }

  private static String zshQuoted(String text) {
    return text.replace("'", "’").replace("[", "(").replace("]", ")").replace(":", "\\:");
  }

  String fish() {
    List<String> lines = new ArrayList<>();
    lines.add("# fish completion for " + program);
    lines.add("complete -c " + program + " -f");
    String names = String.join(" ", modes.keySet());
    String noMode = modes.isEmpty() ? "" : " -n 'not __fish_seen_subcommand_from " + names + "'";
    for (Map.Entry<String, CommandSpec> mode : modes.entrySet()) {
      lines.add(
          "complete -c "
              + program
              + noMode
              + " -a "
              + mode.getKey()
              + " -d '"
              + fishQuoted(brief(mode.getValue().usageMessage().description()))
              + "'");
    }
    addFish(plain, noMode, lines);
    modes.forEach((name, spec) -> addFish(spec, " -n '" + fishMode(name) + "'", lines));
    return String.join("\n", lines) + "\n";
  }

  /** A word behind a mode that has actions may be the name of another mode. */
  private String fishMode(String name) {
    String others =
        modes.entrySet().stream()
            .filter(other -> !other.getKey().equals(name) && !actions(other.getValue()).isEmpty())
            .map(other -> "; and not __fish_seen_subcommand_from " + other.getKey())
            .collect(Collectors.joining());
    return "__fish_seen_subcommand_from " + name + others;
  }

  private void addFish(CommandSpec command, String condition, List<String> lines) {
    for (OptionSpec option : options(command)) {
      StringBuilder line = new StringBuilder("complete -c " + program + condition);
      for (String name : option.names()) {
        line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      line.append(" -d '").append(fishQuoted(brief(option.description()))).append("'");
      if (takesValue(option)) {
        line.append(fishValue(option, option.arity().min() == 0));
      }
      lines.add(line.toString());
    }
    Kind kind = positional(command);
    if (kind == Kind.FILES) {
      lines.add("complete -c " + program + condition + " -F");
    } else if (kind == Kind.HOSTS) {
      lines.add("complete -c " + program + condition + " -a '(__fish_print_hostnames)'");
    } else if (kind == Kind.WORDS) {
      String all = String.join(" ", actions(command));
      String none = condition.replaceFirst("'$", "; and not __fish_seen_subcommand_from " + all + "'");
      lines.add("complete -c " + program + none + " -a '" + all + "'");
    }
  }

  private static String fishValue(OptionSpec option, boolean mayStandAlone) {
    String words = String.join(" ", words(option));
    return switch (Kind.of(option)) {
      case FILES -> " -r -F";
      case WORDS ->
          option.isMultiValue()
              ? " -x -a '(__fish_append , " + words + ")'"
              : " -x -a '" + words + "'";
      case HOSTS, ANYTHING -> mayStandAlone ? "" : " -x";
    };
  }

  private static String fishQuoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
