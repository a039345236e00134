package dev.echo7.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Validity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load's log keeps everything, and any reader of HdrHistogram's logs can read it. */
class LoadLogTest {
  private static final long START_MS = 1_780_000_000_000L;

  @TempDir private Path folder;

  @Test
  void keepsARunAsItIs() throws IOException {
    LoadRun run = eventful();
    Path file = folder.resolve("run.hlog");
    LoadLog.write(file, run);
    assertEquals(run, read(file));
  }

  @Test
  void keepsTheStepsOfNewConnections() throws IOException {
    LoadHead head = LoadRuns.head(START_MS, LoadRuns.parameters());
    LoadRun run = LoadRuns.reconnecting(head, LoadRuns.slices(2, 30));
    Path file = folder.resolve("run.hlog");
    LoadLog.write(file, run);
    assertEquals(run, read(file));
    assertEquals(60, LoadRuns.steps(run).tls().getTotalCount());
    List<String> tags = new ArrayList<>();
    try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
      for (EncodableHistogram histogram = reader.nextIntervalHistogram();
          histogram != null;
          histogram = reader.nextIntervalHistogram()) {
        tags.add(histogram.getTag());
      }
    }
    assertEquals(List.of("connect", "tls", "echo"), tags.subList(6, 9));
  }

  @Test
  void isReadByHdrHistogramsOwnReader() throws IOException {
    Path file = folder.resolve("run.hlog");
    LoadLog.write(file, eventful());
    List<String> lines = new ArrayList<>();
    try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
      for (EncodableHistogram histogram = reader.nextIntervalHistogram();
          histogram != null;
          histogram = reader.nextIntervalHistogram()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s %d %d",
                histogram.getTag(),
                histogram.getStartTimeStamp() - START_MS,
                histogram.getEndTimeStamp() - START_MS));
      }
    }
    assertEquals(
        List.of(
            "service 0 1000",
            "response 0 1000",
            "lateness 0 1000",
            "service 1000 2000",
            "response 1000 2000",
            "lateness 1000 2000"),
        lines);
  }

  @Test
  void namesFileAndLineAndCureOfWhatItCannotRead() throws IOException {
    Path file = folder.resolve("run.hlog");
    LoadLog.write(file, eventful());
    List<String> lines = Files.readAllLines(file);
    assertComplaint(List.of(), ": it is not a log of a load; give complete, unchanged files");
    assertComplaint(List.of("#[hello]", "world"), "line 2: neither a comment nor a tagged");
    assertComplaint(lines.subList(0, lines.size() - 1), "the load was killed; omit this file");
    List<String> broken = new ArrayList<>(lines);
    int at = broken.indexOf(lines.stream().filter(l -> l.startsWith("Tag=")).findFirst().get());
    broken.set(at, broken.get(at).substring(0, broken.get(at).length() - 9));
    assertComplaint(broken, "line " + (at + 1) + ": a histogram that cannot be decoded; give");
    broken = new ArrayList<>(lines);
    broken.remove(at);
    assertComplaint(broken, ": an interval without Tag=service; give complete, unchanged files");
    broken = new ArrayList<>(lines);
    broken.replaceAll(line -> line.replace("\"transmitted\":7", "\"transmitted\":-7"));
    assertComplaint(broken, "line " + lines.size() + ": 'transmitted' is -7; give complete");
    broken.replaceAll(line -> line.replace("\"version\":1", "\"version\":2"));
    assertComplaint(broken, "it was written by a newer echoclient (version 2)");
  }

  private void assertComplaint(List<String> lines, String words) throws IOException {
    Path file = Files.write(folder.resolve("bad.hlog"), lines);
    IOException complaint = assertThrows(IOException.class, () -> read(file));
    String message = String.valueOf(complaint.getMessage());
    assertEquals(file + ": ", message.substring(0, file.toString().length() + 2));
    assertEquals(1, message.lines().count(), message);
    assertEquals(words, message.contains(words) ? words : message);
  }

  private static LoadRun eventful() {
    LoadTotals totals =
        new LoadTotals(
            7,
            5,
            6,
            384,
            1,
            2,
            8,
            3,
            Map.of("lost", 2L, "corrupted", 1L),
            Map.of("connection reset, \"twice\"\nover", 4L),
            List.of("corrupted: frame 7, first at byte 45"));
    return new LoadRun(
        new LoadHead(
            "a title, with a comma", 1, START_MS, false, 5, LoadRuns.parameters(), List.of("n")),
        2 * LoadRuns.SECOND_NS,
        LoadRuns.slices(2, 10),
        LoadRun.sum(LoadRuns.slices(2, 10)),
        totals,
        new GcPauses.Total(2, 30),
        new Validity(List.of("too slow")));
  }

  private static LoadRun read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return LoadLogFile.read(file, in);
    }
  }
}
