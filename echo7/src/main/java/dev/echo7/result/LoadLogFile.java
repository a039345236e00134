package dev.echo7.result;

import dev.echo7.json.JsonObject;
import dev.echo7.json.NotJsonException;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.net.failure.FailureText;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link LoadLog}. The file is not trusted: any fault in it is a {@link BadLogException}
 * that names file, line and cure.
 */
public final class LoadLogFile {
  private static final String AGAIN =
      "; give complete, unchanged files written by 'echoclient load --hlog'";

  private static final String JOINED =
      "; give each log as a separate file: concatenated logs cannot be told apart";

  /** The longest line: one histogram, or the records of one second. */
  private static final int LONGEST_LINE = 16 << 20;

  private final Path file;
  private final Map<String, Histogram> histograms = new HashMap<>();
  private final List<LoadSlice> slices = new ArrayList<>();
  private int lineNumber;
  private @Nullable LoadHead head;
  private @Nullable LoadRun run;

  private LoadLogFile(Path file) {
    this.file = file;
  }

  /** A file that is not the complete log of a load; the message is one line. */
  public static final class BadLogException extends IOException {
    private static final long serialVersionUID = 1;

    BadLogException(String message) {
      super(message);
    }
  }

  /**
   * Reads a log.
   *
   * @param file its name, for messages
   * @param in its content; not closed here
   * @throws BadLogException if it is not the complete log of a load
   * @throws IOException if it cannot be read
   */
  public static LoadRun read(Path file, InputStream in) throws IOException {
    LoadLogFile log = new LoadLogFile(file);
    try {
      BufferedReader lines =
          new BufferedReader(
              log.new ShortLines(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.lineNumber++;
        log.take(line);
      }
    } catch (CharacterCodingException e) {
      throw log.bad("it is not a text file" + AGAIN);
    }
    return log.whole();
  }

  /** Limits the length of lines, so that a file without line ends does not fill the memory. */
  private final class ShortLines extends FilterReader {
    private int length;

    ShortLines(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
      int read = super.read(buffer, offset, count);
      for (int i = offset; i < offset + read; i++) {
        length = buffer[i] == '\n' ? 0 : length + 1;
      }
      if (length > LONGEST_LINE) {
        throw bad("it is empty" + AGAIN);
      }
      return read;
    }
  }

  private void take(String line) throws BadLogException {
    if (run != null && !line.isEmpty()) {
      throw bad("there is data after the end of the log" + JOINED);
    }
    if (head != null && line.startsWith("#" + LoadMaps.HEAD)) {
      throw bad("another log begins before the end of this one" + JOINED);
    }
    try {
      if (line.startsWith("#" + LoadMaps.HEAD)) {
        head = head(json(line, LoadMaps.HEAD));
      } else if (line.startsWith("#" + LoadMaps.SLICE)) {
        slices.add(slice(json(line, LoadMaps.SLICE)));
      } else if (line.startsWith("#" + LoadMaps.END)) {
        run = end(json(line, LoadMaps.END));
      } else if (!line.startsWith("#") && !line.startsWith("\"") && !line.isEmpty()) {
        takeHistogram(line.split(",", -1));
      }
    } catch (IllegalArgumentException e) {
      throw bad(FailureText.of(e) + AGAIN);
    }
  }

  private static JsonObject json(String line, String name) {
    try {
      return JsonObject.of(line.substring(1 + name.length()));
    } catch (NotJsonException e) {
      throw new IllegalArgumentException(FailureText.of(e), e);
    }
  }

  private static LoadHead head(JsonObject json) {
    long version = json.requireNumber("version");
    if (version > LoadMaps.VERSION) {
      throw new IllegalArgumentException(
          "it was written by a newer echoclient (version " + version + ")");
    }
    return new LoadHead(
        json.requireText("title"),
        Math.toIntExact(Math.clamp(json.requireNumber("machines"), 1, Integer.MAX_VALUE)),
        json.requireNumber("startMs"),
        json.requireFlag("openLoop"),
        json.requireNumber("measuredFromNs"),
        json.requireTextsByName("parameters"),
        json.requireTexts("notes"));
  }

  private LoadSlice slice(JsonObject json) {
    Times times = new Times(taken("service"), taken("response"), taken("lateness"));
    histograms.clear();
    return new LoadSlice(
        json.requireNumber("fromNs"),
        json.requireNumber("toNs"),
        times,
        json.requireNumber("messages"),
        json.requireNumber("bytes"),
        json.requireNumbersByName("errors"));
  }

  private Histogram taken(String tag) {
    Histogram histogram = histograms.get(tag);
    if (histogram == null) {
      throw new IllegalArgumentException("an interval without Tag=" + tag);
    }
    return histogram;
  }

  private LoadRun end(JsonObject json) {
    if (head == null) {
      throw new IllegalArgumentException("an end without a start");
    }
    LoadTotals totals =
        new LoadTotals(
            json.requireNumber("transmitted"),
            json.requireNumber("verified"),
            json.requireNumber("messages"),
            json.requireNumber("bytes"),
            json.requireNumber("heldBack"),
            json.requireNumber("unsent"),
            json.requireNumber("notSent", 0),
            json.requireNumber("reconnects"),
            json.requireNumbersByName("faults"),
            json.requireNumbersByName("errors"),
            json.requireTexts("firstFaults"));
    return new LoadRun(
        head,
        json.requireNumber("measuredNs"),
        slices,
        LoadRun.sum(slices),
        totals,
        new GcPauses.Total(json.requireNumber("gcCount"), json.requireNumber("gcTotalMs")),
        new Validity(json.requireTexts("invalidReasons")),
        steps());
  }

  /** The times of steps, which come after all intervals; null if connections were kept. */
  private @Nullable StepTimes steps() {
    if (!histograms.containsKey(LoadMaps.CONNECT)) {
      return null;
    }
    return new StepTimes(taken(LoadMaps.CONNECT), taken(LoadMaps.TLS), taken(LoadMaps.ECHO));
  }

  /** {@code Tag=service,0.000,1.000,12.345,HISTFAAA…}. */
  private void takeHistogram(String... fields) {
    if (fields.length != 5 || !fields[0].startsWith("Tag=")) {
      throw new IllegalArgumentException("neither a comment nor a tagged histogram");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(fields[4]);
      Histogram histogram = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
      histograms.put(fields[0].substring("Tag=".length()), histogram);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("a histogram that cannot be decoded", e);
    }
  }

  private LoadRun whole() throws BadLogException {
    if (head == null) {
      throw bad("it is not a log of a load" + AGAIN);
    }
    if (run == null) {
      throw bad("the log ends without its totals: the load was killed; omit this file");
    }
    return run;
  }

  private BadLogException bad(String what) {
    String line = lineNumber == 0 ? "" : "line " + lineNumber + ": ";
    return new BadLogException(file + ": " + line + what);
  }
}
