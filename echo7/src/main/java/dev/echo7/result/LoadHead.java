package dev.echo7.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about a load before its first frame is due.
 *
 * @param title of its page and report: {@code echoclient load tcp://db:5000}
 * @param machines how many: 1, or the number of merged logs
 * @param startMs when the first frame was due, on the clock of {@link System#currentTimeMillis}
 * @param isOpenLoop whether frames were sent by a schedule that waits for no reply; else each echo
 *     caused the next frame
 * @param measuredFromNs when measuring begins, after the start (warm-up and ramp)
 * @param parameters as shown to the reader ({@code address}, {@code connections}), in that order
 * @param notes lines to show with the results: faults that small frames cannot detect
 */
public record LoadHead(
    String title,
    int machines,
    long startMs,
    boolean isOpenLoop,
    long measuredFromNs,
    Map<String, String> parameters,
    List<String> notes) {

  public LoadHead {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    notes = List.copyOf(notes);
  }

  /** The name of a parameter for people; the key in JSON and in logs is older. */
  public static String label(String parameter) {
    return parameter.equals("patience") ? "timeout" : parameter;
  }
}
