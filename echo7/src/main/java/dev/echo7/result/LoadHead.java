package dev.echo7.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a load before its first frame is due.
 *
 * @param title of its page and report: {@code echoclient load tcp://db:5000}
 * @param machines that loaded: 1, or how many logs were joined
 * @param startMs when the first frame was due, on the clock of {@link System#currentTimeMillis}
 * @param isOpenLoop whether there was a schedule, which waited for no reply; else each connection
 *     sent when it had an echo
 * @param measuredFromNs what is measured begins so long after the start (warm-up and ramp)
 * @param parameters by the names that their reader knows ({@code address}, {@code connections}), in
 *     the order in which they are shown
 * @param notes lines that its reader has to know: what frames so small cannot detect
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
}
