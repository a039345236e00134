package dev.echo7.cli.ctl;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the listener that a word of the command line names: by its whole name ({@code tcp
 * [::]:7001}), as an endpoint ({@code tcp://[::]:7001}, {@code tcp://:7001}), or by its address or
 * port alone.
 */
final class ListenerChoice {
  private ListenerChoice() {}

  /**
   * The only listener with this name.
   *
   * @param listeners the whole names of all
   * @throws IllegalArgumentException if there is none, or several; the message is one line with the
   *     cure
   */
  static String of(String word, List<String> listeners) {
    // As on the server's command line, where a query may follow.
    String wanted = word.replaceFirst("[?].*", "");
    List<String> meant =
        listeners.stream().filter(listener -> names(listener).contains(wanted)).toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw new IllegalArgumentException(
        meant.isEmpty()
            ? "no listener '" + wanted + "'; the listeners are " + String.join(", ", listeners)
            : "'"
                + wanted
                + "' matches several listeners; give one of "
                + String.join(", ", meant));
  }

  /** Whatever a listener may be called. */
  static Set<String> names(String listener) {
    String whole = listener.replaceFirst(", inherited as .*", "");
    int blank = whole.indexOf(' ');
    String transport = whole.substring(0, Math.max(0, blank));
    String place = whole.substring(blank + 1);
    Set<String> names = new HashSet<>(List.of(listener, whole, place));
    if (transport.equals("unix")) {
      names.add("unix:" + place);
      return names;
    }
    String port = place.substring(place.lastIndexOf(':') + 1);
    names.addAll(
        List.of(
            port,
            ":" + port,
            transport + "://" + place,
            transport + "://:" + port,
            transport + " :" + port));
    return names;
  }
}
