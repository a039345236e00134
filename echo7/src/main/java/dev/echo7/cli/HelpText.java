package dev.echo7.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The text of {@code --help}: picocli's, but broken at blanks only. Picocli breaks lines wherever
 * Unicode allows it, so also in the middle of a path, an option or an example, which then cannot be
 * copied.
 */
final class HelpText extends Help {
  /** Of the names of options, after the column of letters. */
  private static final int NAMES_WIDTH = 25;

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
