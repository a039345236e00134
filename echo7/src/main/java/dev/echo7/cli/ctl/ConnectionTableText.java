package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The connection table as text: columns as wide as their widest cell, two blanks apart. */
final class ConnectionTableText {
  private static final List<ConnectionColumn> COLUMNS = ConnectionColumn.ALL;

  private ConnectionTableText() {}

  static List<String> lines(List<JsonObject> rows) {
    List<List<String>> table = new ArrayList<>(rows.size() + 1);
    table.add(COLUMNS.stream().map(column -> column.label().toUpperCase(Locale.ROOT)).toList());
    for (JsonObject row : rows) {
      table.add(COLUMNS.stream().map(column -> column.cell(row)).toList());
    }
    int[] widths = new int[COLUMNS.size()];
    for (List<String> cells : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
    return table.stream().map(cells -> line(cells, widths)).toList();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(160);
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : "  ")
          .append(COLUMNS.get(i).isNumber() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
