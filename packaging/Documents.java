import dev.echo7.cli.Terminal;
import dev.echo7.cli.ctl.EchoCtlCommand;
import dev.echo7.cli.line.EchoClientCommand;
import dev.echo7.cli.server.EchoServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * {@code Documents FOLDER VERSION DATE}: writes the man page, by man(7), and the completions of each
 * program into a folder like /usr/share.
 *
 * <p>They say what {@code --help} says, since they are made of the same model.
 */
final class Documents {
  private static final Pattern TITLE =
      Pattern.compile("(Examples?|Modes|Files|Environment|Documents|Exit codes)( \\(|:)");

  /** No command runs here. */
  private static final Terminal TERMINAL = Terminal.ofThisProcess("documents");

  private final CommandSpec command;
  private final StringBuilder page = new StringBuilder();

  private Documents(CommandSpec command) {
    this.command = command;
  }

  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path pages = Files.createDirectories(folder.resolve("man/man1"));
    Map<String, CommandSpec> programs = programs();
    for (Map.Entry<String, CommandSpec> program : programs.entrySet()) {
      String name = program.getKey();
      List<String> others =
          new ArrayList<>(programs.keySet().stream().filter(other -> !other.equals(name)).toList());
      // Modes are no subcommands to picocli, and so have pages of their own.
      Map<String, CommandSpec> modes = name.equals("echoclient") ? modes() : Map.of();
      for (Map.Entry<String, CommandSpec> mode : modes.entrySet()) {
        String page = name + "-" + mode.getKey();
        Files.writeString(
            pages.resolve(page + ".1"),
            new Documents(mode.getValue())
                .manPage(page, arguments[1], arguments[2], List.copyOf(programs.keySet())));
        others.add(page);
      }
      Files.writeString(
          pages.resolve(name + ".1"),
          new Documents(program.getValue()).manPage(name, arguments[1], arguments[2], others));
      Completions completions =
          new Completions(
              name, program.getValue(), modes.isEmpty() ? subcommands(program.getValue()) : modes);
      write(folder.resolve("bash-completion/completions").resolve(name), completions.bash());
      write(folder.resolve("zsh/vendor-completions/_" + name), completions.zsh());
      write(folder.resolve("fish/vendor_completions.d/" + name + ".fish"), completions.fish());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Map<String, CommandSpec> programs() {
    Map<String, CommandSpec> programs = new LinkedHashMap<>();
    programs.put("echoserver", new EchoServerCommand(TERMINAL).spec());
    programs.put("echoclient", new EchoClientCommand(TERMINAL).spec());
    programs.put("echoctl", new EchoCtlCommand(TERMINAL).spec());
    // Picocli makes the texts of a command whole only then.
    programs.values().forEach(CommandLine::new);
    return programs;
  }

  private static Map<String, CommandSpec> modes() {
    Map<String, CommandSpec> modes = new TreeMap<>(EchoClientCommand.modes(TERMINAL));
    modes.values().forEach(CommandLine::new);
    return modes;
  }

  private static Map<String, CommandSpec> subcommands(CommandSpec command) {
    Map<String, CommandSpec> subcommands = new LinkedHashMap<>();
    command
        .subcommands()
        .forEach((name, subcommand) -> subcommands.put(name, subcommand.getCommandSpec()));
    return subcommands;
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
    Map<String, List<String>> sections = sections(usage.footer());
    List<String> documents =
        Objects.requireNonNullElse(sections.remove("Documents"), List.<String>of());
    sections.forEach(this::literal);
    macro(".SH", "SEE ALSO");
    text(seeAlso.stream().map(other -> other + "(1)").collect(Collectors.joining(", ")));
    for (String document : documents) {
      macro(".br");
      text(document);
    }
    return page.toString();
  }

  private static Stream<OptionSpec> ungrouped(CommandSpec spec) {
    return spec.options().stream().filter(option -> option.group() == null && !option.inherited());
  }

  /** Each with what it does, its arguments, and the options that it alone has. */
  private void subcommands() {
    for (CommandLine subcommand : command.subcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      macro(".SH", spec.usageMessage().customSynopsis());
      text(plain(spec.usageMessage().description()));
      spec.positionalParameters().forEach(this::positional);
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

  /** A line of the footer that begins with a title and a colon begins a section. */
  private static Map<String, List<String>> sections(String... footer) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : footer) {
      String text = plain(line);
      int colon = text.indexOf(':');
      if (!line.startsWith(" ") && colon > 0 && TITLE.matcher(text).lookingAt()) {
        String title = text.replaceFirst("[ :(].*", "");
        section = sections.computeIfAbsent(title.equals("Exit") ? "Exit status" : title, each -> new ArrayList<>());
        text = title.equals("Modes") ? text.replaceFirst("^Modes *\\((.*)\\):$", "$1") : text.substring(colon + 1);
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
