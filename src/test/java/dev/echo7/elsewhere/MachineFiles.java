package dev.echo7.elsewhere;

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

/**
 * The files that programs write for other programs: each must be readable by its format's rules.
 */
final class MachineFiles {
  /** A number as every program writes it, an empty cell, or a word of the format's own. */
  private static final String CELL = "-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?|\"[^\"]*\"|[ -~&&[^,\"]]*";

  private MachineFiles() {}

  /** Looks at every file in a folder whose name says what it is. */
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
