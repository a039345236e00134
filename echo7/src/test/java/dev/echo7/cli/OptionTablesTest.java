package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The option tables of the documents say what {@code --help} says, since both are made of the same
 * model. {@code mvn -Dunchecked test -Dtest=OptionTablesTest -Doptions.write} writes the tables
 * anew.
 */
class OptionTablesTest {
  private static final String HINT =
      "to write it: mvn -Dunchecked test -Dtest=OptionTablesTest -Doptions.write";

  private static final Pattern SECTION =
      Pattern.compile(
          "(<!-- generated: options of (?<command>[a-z ]+) -->\n)(?<table>.*?)"
              + "(<!-- generated: end -->)",
          Pattern.DOTALL);

  /** The group of --help and --version, which the pages mention once. */
  private static final String IN_EVERY_COMMAND = "About";

  /** A word that is code in a sentence: an option, a variable, a path, an endpoint. */
  private static final Pattern CODE =
      Pattern.compile("--?[A-Za-z][-A-Za-z]*|[A-Z]+:[A-Z]+|(?!I/O).*[$@/|*<>_\\[].*");

  private static final Pattern WORD =
      Pattern.compile("(?<before>[(']*)(?<core>.*?)(?<after>[.,;:)']*)");

  @ParameterizedTest
  @ValueSource(strings = {"docs/server.md", "docs/client.md", "docs/operations.md"})
  void thePagesTablesAreThoseOfTheCommands(Path page) throws IOException {
    String text = Files.readString(page);
    String generated = withTables(text);
    if (System.getProperty("options.write") != null) {
      Files.writeString(page, generated);
    } else {
      assertEquals(generated, text, page + ": " + HINT);
    }
  }

  @Test
  void everyCommandHasItsTable() throws IOException {
    Set<String> named = new HashSet<>();
    for (String page : List.of("docs/server.md", "docs/client.md", "docs/operations.md")) {
      SECTION
          .matcher(Files.readString(Path.of(page)))
          .results()
          .forEach(r -> named.add(r.group(2)));
    }
    Set<String> all =
        OptionsTest.commands().stream()
            .filter(command -> !rows(command).isEmpty())
            .map(CommandSpec::qualifiedName)
            .collect(Collectors.toSet());
    assertEquals(all, named);
  }

  @Test
  void aWordThatIsCodeIsMarkedAndNoOther() {
    assertEquals(
        "I/O: `$ECHO7_ADMIN`, `HOST:PORT` (see `docs/log.md`) `--log` json; half-close '`p99>5ms`'.",
        marked("I/O: $ECHO7_ADMIN, HOST:PORT (see docs/log.md) --log json; half-close 'p99>5ms'."));
  }

  private static String withTables(String page) {
    Map<String, CommandSpec> commands = new HashMap<>();
    OptionsTest.commands().forEach(command -> commands.put(command.qualifiedName(), command));
    Map<String, String> shown = new HashMap<>();
    return SECTION
        .matcher(page)
        .replaceAll(
            section -> {
              String name = section.group(2);
              assertTrue(commands.containsKey(name), () -> "no command " + name);
              return Matcher.quoteReplacement(
                  section.group(1) + tables(commands.get(name), shown) + section.group(4));
            });
  }

  /**
   * One table per group of options.
   *
   * @param shown the groups of this page that came before, by what is in them, and whose they were:
   *     such a group is a link
   */
  private static String tables(CommandSpec command, Map<String, String> shown) {
    StringBuilder tables = new StringBuilder();
    List<String> repeated = new ArrayList<>();
    rows(command)
        .forEach(
            (title, rows) -> {
              String body = "\n| " + title + " | |\n|---|---|\n" + rows + "\n";
              if (shown.putIfAbsent(body, command.qualifiedName()) == null) {
                tables.append(body);
              } else {
                repeated.add("*" + title + "*: as for `" + shown.get(body) + "`.");
              }
            });
    if (!repeated.isEmpty()) {
      tables.append('\n').append(String.join(" ", repeated)).append('\n');
    }
    return tables.append('\n').toString();
  }

  /** The rows of each group, by its heading, in the order of the help. */
  private static Map<String, String> rows(CommandSpec command) {
    Map<String, String> groups = new LinkedHashMap<>();
    String loose =
        Stream.concat(
                command.positionalParameters().stream().filter(each -> each.group() == null),
                command.options().stream().filter(each -> each.group() == null))
            .filter(arg -> !arg.hidden() && !arg.inherited())
            .map(OptionTablesTest::row)
            .collect(Collectors.joining("\n"));
    if (!loose.isEmpty()) {
      groups.put("`" + command.qualifiedName() + "`", loose);
    }
    for (ArgGroupSpec group : command.argGroups()) {
      String title =
          Ansi.OFF.string(group.heading()).replace("%n", "").strip().replaceFirst(":$", "");
      if (title.equals(IN_EVERY_COMMAND)) {
        continue;
      }
      groups.put(
          title,
          Stream.concat(
                  group.allPositionalParametersNested().stream(), group.allOptionsNested().stream())
              .filter(arg -> !arg.hidden())
              .map(OptionTablesTest::row)
              .collect(Collectors.joining("\n")));
    }
    return groups;
  }

  private static String row(ArgSpec arg) {
    String label =
        switch (arg) {
          case OptionSpec option ->
              Stream.of(option.names())
                  .map(name -> "`" + name + value(option, name) + "`")
                  .collect(Collectors.joining(", "));
          case PositionalParamSpec word ->
              "`" + word.paramLabel() + (word.arity().max() > 1 ? "..." : "") + "`";
          default -> throw new AssertionError(arg);
        };
    String description =
        Stream.of(arg.description())
            .map(text -> Ansi.OFF.string(text.replace("%n", " ").replace("%%", "%")).strip())
            .collect(Collectors.joining(" "));
    return "| " + cell(label) + " | " + cell(marked(description)) + " |";
  }

  /** Of the long name only, or each option would show its value twice. */
  private static String value(OptionSpec option, String name) {
    if (option.arity().max() == 0 || !name.equals(option.longestName())) {
      return "";
    }
    String value = "=" + option.paramLabel();
    return option.arity().min() == 0 ? "[" + value + "]" : value;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String marked(String text) {
    return Stream.of(text.split(" ", -1))
        .map(
            word -> {
              Matcher parts = WORD.matcher(word);
              boolean isCode = parts.matches() && CODE.matcher(parts.group("core")).matches();
              return isCode
                  ? parts.group("before") + "`" + parts.group("core") + "`" + parts.group("after")
                  : word;
            })
        .collect(Collectors.joining(" "));
  }
}
