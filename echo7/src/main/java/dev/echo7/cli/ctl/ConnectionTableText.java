package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import dev.echo7.posix.TerminalWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The connection table as text: columns as wide as their widest cell, two blanks apart. What does
 * not fit a terminal is left out, columns and rows, and named below. Faults have a column if a
 * connection has any; it is never left out.
 */
final class ConnectionTableText {
  /** No terminal: everything is printed. */
  static final TerminalWindow.Size UNLIMITED =
      new TerminalWindow.Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Left out in this order, as on the live page, where a terminal is narrow. */
  private static final List<String> DISPENSABLE =
      List.of("queued", "retransmits", "transport", "rtt", "name", "idle", "out");

  /** The header, and what is said below the table. */
  private static final int OTHER_LINES = 2;

  private ConnectionTableText() {}

  /**
   * The lines of a table.
   *
   * @param window limits them
   */
  static List<String> lines(List<JsonObject> rows, TerminalWindow.Size window) {
    int fitting = Math.max(1, window.rows() - OTHER_LINES);
    List<JsonObject> shown = rows.size() > fitting ? rows.subList(0, fitting) : rows;
    List<ConnectionColumn> columns = new ArrayList<>(ConnectionColumn.ALL);
    if (rows.stream().allMatch(row -> FaultWords.of(row).isEmpty())) {
      columns.removeIf(column -> column.label().equals(ConnectionColumn.FAULTS));
    }
    List<String> leftOut = new ArrayList<>();
    List<String> lines = table(columns, shown);
    for (String label : DISPENSABLE) {
      if (width(lines) <= window.columns()) {
        break;
      }
      columns.removeIf(column -> column.label().equals(label));
      leftOut.add(0, label);
      lines = table(columns, shown);
    }
    List<String> all = new ArrayList<>(lines);
    String notes = notes(rows.size() - shown.size(), leftOut);
    if (!notes.isEmpty()) {
      all.add(notes);
    }
    return all.stream()
        .map(line -> line.length() > window.columns() ? line.substring(0, window.columns()) : line)
        .toList();
  }

  private static String notes(int moreRows, List<String> leftOut) {
    List<String> notes = new ArrayList<>();
    if (moreRows > 0) {
      notes.add(moreRows + " more");
    }
    if (!leftOut.isEmpty()) {
      notes.add("not shown: " + String.join(", ", leftOut));
    }
    return notes.stream().collect(Collectors.joining("; "));
  }

  private static int width(List<String> lines) {
    return lines.stream().mapToInt(String::length).max().orElse(0);
  }

  private static List<String> table(List<ConnectionColumn> columns, List<JsonObject> rows) {
    List<List<String>> table = new ArrayList<>(rows.size() + 1);
    table.add(columns.stream().map(column -> column.label().toUpperCase(Locale.ROOT)).toList());
    for (JsonObject row : rows) {
      table.add(columns.stream().map(column -> column.cell(row)).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> cells : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
    return table.stream().map(cells -> line(columns, cells, widths)).toList();
  }

  private static String line(List<ConnectionColumn> columns, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(160);
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : "  ")
          .append(columns.get(i).isNumber() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
