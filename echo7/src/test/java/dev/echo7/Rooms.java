package dev.echo7;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rooms (packages) of the product and what each may use, as ARCHITECTURE.md lists them.
 *
 * @param rooms by name, below {@code dev.echo7}
 * @param partners groups of types that refer to each other, with the reason
 */
record Rooms(Map<String, Room> rooms, Map<Set<String>, String> partners) {
  private static final Path FILE = Path.of("ARCHITECTURE.md");

  /** A row of the first table: {@code | `room` | purpose | uses | libraries |}. */
  private static final int ROOM_CELLS = 4;

  /** A row of the second table: {@code | `room` | types | reason |}. */
  private static final int PARTNER_CELLS = 3;

  private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\|.*\\|");

  /**
   * One room.
   *
   * @param uses rooms that it may import
   * @param libraries that it may import
   */
  record Room(Set<String> uses, Set<String> libraries) {}

  /** Reads the tables. */
  static Rooms read() throws IOException {
    Map<String, Room> rooms = new LinkedHashMap<>();
    Map<Set<String>, String> partners = new LinkedHashMap<>();
    for (String line : Files.readAllLines(FILE)) {
      if (!ROW.matcher(line).matches()) {
        continue;
      }
      List<String> cells = cells(line);
      String room = cells.get(0).replace("`", "");
      if (cells.size() == ROOM_CELLS) {
        Room before = rooms.put(room, new Room(words(cells.get(2)), words(cells.get(3))));
        if (before != null) {
          throw new IllegalStateException("two rows for room " + room);
        }
      } else if (cells.size() == PARTNER_CELLS) {
        Set<String> types = new TreeSet<>();
        words(cells.get(1)).forEach(type -> types.add(room + "." + type));
        partners.put(types, cells.get(2));
      }
    }
    return new Rooms(rooms, partners);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private static Set<String> words(String cell) {
    Set<String> words = new TreeSet<>(List.of(cell.replace("`", "").split("[, ]+")));
    words.remove("");
    return words;
  }
}
