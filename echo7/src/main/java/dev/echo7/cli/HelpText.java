package dev.echo7.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The text of {@code --help}: picocli's, but broken at blanks only. Picocli breaks lines wherever
 * Unicode allows it, so also in the middle of a path, an option or an example, which then cannot be
 * copied. A document that the help names as {@code docs/NAME.md} is named by its path in a package.
 */
final class HelpText extends Help {
  /** Of the names of options, after the column of letters. */
  private static final int NAMES_WIDTH = 25;

  private static final Pattern DOCUMENTS = Pattern.compile("(?<![\\w/])docs(?=/[a-z-]+\\.md)");

  HelpText(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  @Override
  public String description(Object... params) {
    int width = commandSpec().usageMessage().width();
    StringBuilder lines = new StringBuilder();
    for (String paragraph : commandSpec().usageMessage().description()) {
      Text text = colorScheme().text(String.format(paragraph, params));
      wrapped(text, width - 1).forEach(line -> lines.append(line).append(System.lineSeparator()));
    }
    return lines.toString();
  }

  @Override
  public String footer(Object... params) {
    return withDocumentsOf(Path.of(System.getProperty("java.class.path")), super.footer(params));
  }

  /**
   * A text with the full paths of the documents that it names.
   *
   * @param jar the jar of the programs: lib/echo7.jar in a package. Outside of one, as in a source
   *     tree, the text stays as it is.
   */
  static String withDocumentsOf(Path jar, String text) {
    Path lib = Objects.requireNonNullElse(jar.toAbsolutePath().getParent(), jar);
    // Of the archive, which has one folder, and of the Debian package: /usr/lib/echo7/lib.
    return Stream.of("../share/doc/echo7/docs", "../../../share/doc/echo7/docs")
        .map(documents -> lib.resolve(documents).normalize())
        .filter(documents -> lib.endsWith("lib") && Files.isDirectory(documents))
        .findFirst()
        .map(found -> DOCUMENTS.matcher(text).replaceAll(Matcher.quoteReplacement("" + found)))
        .orElse(text);
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> positionals, ColorScheme colors) {
    int width = commandSpec().usageMessage().width();
    TextTable table = TextTable.forDefaultColumns(colors, NAMES_WIDTH, width);
    Column descriptions = table.columns()[table.columns().length - 1];
    int room = descriptions.width - descriptions.indent - 1;
    IOptionRenderer optionRows = createDefaultOptionRenderer();
    IParameterRenderer parameterRows = createDefaultParameterRenderer();
    return new Layout(
        colors,
        table,
        (option, labels, scheme) -> narrow(room, optionRows.render(option, labels, scheme)),
        (word, labels, scheme) -> narrow(room, parameterRows.render(word, labels, scheme)));
  }

  /** Breaks the last column of each row, so that picocli finds nothing to break. */
  private Text[][] narrow(int width, Text[]... rows) {
    int last = rows[0].length - 1;
    List<Text[]> narrow = new ArrayList<>();
    for (Text[] row : rows) {
      Text[] first = row;
      for (Text line : wrapped(row[last], width)) {
        Text[] next = first.clone();
        next[last] = line;
        narrow.add(next);
        first = new Text[last + 1];
        Arrays.fill(first, colorScheme().text(""));
      }
    }
    return narrow.toArray(Text[][]::new);
  }

  private static List<Text> wrapped(Text text, int width) {
    List<Text> lines = new ArrayList<>();
    String plain = text.plainString();
    int start = 0;
    while (plain.length() - start > width) {
      int blank = plain.lastIndexOf(' ', start + width);
      // A word that is longer than the line stays whole.
      int end = blank > start ? blank : plain.indexOf(' ', start + width);
      if (end < 0) {
        break;
      }
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    lines.add(text.substring(start));
    return lines;
  }
}
