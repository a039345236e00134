import dev.echo7.cli.Command;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * {@code Documents FOLDER VERSION DATE COMMAND...}: writes the man page, by man(7), and the bash
 * completion of each command into a folder like /usr/share.
 *
 * <p>Both say what {@code --help} says, since they are made of the same model.
 */
final class Documents {
  /** The class of a command is found by its name: echoserver is EchoServerCommand. */
  private static final Map<String, String> CLASSES =
      Map.of(
          "echoserver", "server.EchoServerCommand",
          "echoclient", "line.EchoClientCommand",
          "echoctl", "ctl.EchoCtlCommand");

  /** The modes of a command, which has no picocli subcommands: it starts faster without them. */
  private static final Map<String, Map<String, String>> MODES =
      Map.of(
          "echoclient",
          new TreeMap<>(
              Map.of(
                  "check", "check.CheckCommand",
                  "load", "load.LoadCommand",
                  "merge", "load.MergeCommand",
                  "ping", "ping.PingCommand")));

  private final CommandSpec command;
  private final StringBuilder page = new StringBuilder();

  private Documents(CommandLine command) {
    this.command = command.getCommandSpec();
  }

  public static void main(String... arguments) throws IOException, ReflectiveOperationException {
    Path folder = Path.of(arguments[0]);
    Path pages = Files.createDirectories(folder.resolve("man/man1"));
    Path completions = Files.createDirectories(folder.resolve("bash-completion/completions"));
    List<String> names = List.of(arguments).subList(3, arguments.length);
    for (String name : names) {
      CommandLine command = described(CLASSES.get(name));
      List<String> others =
          new ArrayList<>(names.stream().filter(other -> !other.equals(name)).toList());
      for (Map.Entry<String, String> mode : MODES.getOrDefault(name, Map.of()).entrySet()) {
        String page = name + "-" + mode.getKey();
        Documents documents = new Documents(described(mode.getValue()));
        Files.writeString(
            pages.resolve(page + ".1"), documents.manPage(page, arguments[1], arguments[2], names));
        others.add(page);
      }
      Documents documents = new Documents(command);
      Files.writeString(
          pages.resolve(name + ".1"),
          documents.manPage(name, arguments[1], arguments[2], others));
      for (Map.Entry<String, String> mode : MODES.getOrDefault(name, Map.of()).entrySet()) {
        command.addSubcommand(mode.getKey(), described(mode.getValue()));
      }
      Files.writeString(completions.resolve(name), completion(name, command));
    }
  }

  /** A command made without a terminal, which it needs only when it runs. */
  private static CommandLine described(String command) throws ReflectiveOperationException {
    Class<?> type = Class.forName("dev.echo7.cli." + command);
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object unwired = constructor.newInstance(new Object[constructor.getParameterCount()]);
    return new CommandLine(((Command) unwired).spec());
  }

  /** Without the line that would make it a program: it is sourced. */
  private static String completion(String name, CommandLine command) {
    return AutoComplete.bash(name, command).replaceFirst("^#!.*\\R", "");
  }

  private String manPage(String name, String version, String date, List<String> seeAlso) {
    UsageMessageSpec usage = command.usageMessage();
    String description = plain(usage.description());
    macro(".TH", name.toUpperCase(Locale.ROOT), "1", date, "echo7 " + version, "Echo7");
    macro(".SH", "NAME");
    text(name + " - " + firstClause(description));
    macro(".SH", "SYNOPSIS");
    for (String line : usage.customSynopsis()) {
      macro(".B", line);
    }
    macro(".SH", "DESCRIPTION");
    text(description);
    if (!command.positionalParameters().isEmpty()) {
      macro(".SH", "ARGUMENTS");
      command.positionalParameters().forEach(this::positional);
    }
    macro(".SH", "OPTIONS");
    // First, or they would stand under the heading of the last group.
    ungrouped(command).forEach(this::option);
    for (ArgGroupSpec group : command.argGroups()) {
      macro(".SS", plain(group.heading()).replaceFirst(":$", ""));
      group.allOptionsNested().forEach(this::option);
    }
    subcommands();
    sections(usage.footer()).forEach(this::literal);
    macro(".SH", "SEE ALSO");
    text(seeAlso.stream().map(other -> other + "(1)").collect(Collectors.joining(", ")));
    return page.toString();
  }

  private static Stream<OptionSpec> ungrouped(CommandSpec spec) {
    return spec.options().stream().filter(option -> option.group() == null && !option.inherited());
  }

  /** Each with what it does and the options that it alone has. */
  private void subcommands() {
    for (CommandLine subcommand : command.subcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      macro(".SH", spec.usageMessage().customSynopsis());
      text(plain(spec.usageMessage().description()));
      ungrouped(spec).forEach(this::option);
    }
  }

  private void positional(PositionalParamSpec parameter) {
    page.append(".TP\n");
    macro(".I", parameter.paramLabel());
    text(plain(parameter.description()));
  }

  private void option(OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    page.append(".TP\n");
    page.append(
            Stream.of(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR" + value(option, name))
                .collect(Collectors.joining(", ")))
        .append('\n');
    text(plain(option.description()));
  }

  private static String value(OptionSpec option, String name) {
    return option.arity().max() == 0
        ? ""
        : (name.startsWith("--") ? "=" : " ") + "\\fI" + escaped(option.paramLabel()) + "\\fR";
  }

  /** A line of the footer that ends, or begins, with a word and a colon begins a section. */
  private static Map<String, List<String>> sections(String... footer) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : footer) {
      String text = plain(line);
      int colon = text.indexOf(':');
      if (!line.startsWith(" ") && colon > 0) {
        section = sections.computeIfAbsent(text.substring(0, colon), title -> new ArrayList<>());
        text = text.substring(colon + 1);
      }
      if (!text.isBlank()) {
        section.add(text.strip());
      }
    }
    return sections;
  }

  private void literal(String title, List<String> lines) {
    macro(".SH", title.toUpperCase(Locale.ROOT));
    page.append(".nf\n");
    lines.forEach(this::text);
    page.append(".fi\n");
  }

  private void macro(String name, String... arguments) {
    page.append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  /** A line of text is none of macros, whatever it begins with. */
  private void text(String line) {
    page.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "");
    page.append(escaped(line)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  /** Without picocli's markup and format; picocli itself has undone %% in some texts. */
  private static String plain(String... lines) {
    return Stream.of(lines)
        .map(line -> Ansi.OFF.string(line.replace("%n", " ").replace("%%", "%")).strip())
        .collect(Collectors.joining(" "));
  }

  private static String firstClause(String description) {
    String clause = description.split("[,.;:]", 2)[0];
    return clause.substring(0, 1).toLowerCase(Locale.ROOT) + clause.substring(1);
  }
}
