package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.HdrHistogram.HistogramLogReader;
import org.xml.sax.SAXException;

/** Checks the files that programs write for other programs: each must be valid in its format. */
final class MachineFiles {
  /** A number in the C locale, an empty cell, or a keyword of the format. */
  private static final String CELL = "-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?|\"[^\"]*\"|[ -~&&[^,\"]]*";

  private MachineFiles() {}

  /** Checks every file in a folder whose extension is known. */
  static void check(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        checkFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkFile(Path file) throws IOException {
    String name = file.toString();
    if (name.endsWith(".csv")) {
      checkCsv(Files.readAllLines(file, StandardCharsets.UTF_8));
    } else if (name.endsWith(".hlog")) {
      checkLog(file);
    } else if (name.endsWith(".xml")) {
      checkXml(file);
    }
  }

  private static void checkCsv(List<String> lines) {
    int columns = lines.getFirst().split(",", -1).length;
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      assertEquals(columns, cells.length, line);
      assertTrue(Stream.of(cells).allMatch(cell -> cell.matches(CELL)), line);
    }
  }

  private static void checkLog(Path file) throws IOException {
    try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
      assertNotNull(reader.nextIntervalHistogram(), () -> "no interval in " + file);
    }
  }

  private static void checkXml(Path file) throws IOException {
    try {
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new AssertionError("no XML in " + file, e);
    }
  }
}
