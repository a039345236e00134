package dev.echo7;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/**
 * An authority in a folder, and what it issues: PEM files made by {@code openssl}, for tests of any
 * package. Tests are skipped, saying so, where openssl is not installed.
 */
public final class TestCertificates {
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String CONFIGURATION =
      """
      [ca]
      default_ca = test
      [test]
      database = FOLDER/index.txt
      new_certs_dir = FOLDER
      unique_subject = no
      rand_serial = yes
      default_md = sha256
      policy = any
      certificate = FOLDER/ca.pem
      private_key = FOLDER/ca.key
      [any]
      commonName = supplied
      """;

  /** The exit code of a shell that has not found a program. */
  private static final int NOT_FOUND = 127;

  private final Path folder;

  private TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** Makes an authority: {@code ca.pem} and {@code ca.key}. */
  public static TestCertificates in(Path folder) throws IOException {
    TestCertificates made = new TestCertificates(folder);
    Files.writeString(folder.resolve("index.txt"), "");
    Files.writeString(folder.resolve("ca.cnf"), CONFIGURATION.replace("FOLDER", "" + folder));
    made.selfSigned("ca", "/CN=Test Authority", "basicConstraints=critical,CA:TRUE");
    return made;
  }

  /** The path of a file in the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** A certificate and a key of its own, {@code NAME.pem} and {@code NAME.key}. */
  public void selfSigned(String name, String subject, String extension) throws IOException {
    openssl(
        "req -x509 -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout"
            + " NAME.key -out NAME.pem -addext EXTENSION -subj",
        name,
        extension,
        subject);
  }

  /** Issues a certificate for localhost, valid now. */
  public void issue(String name) throws IOException {
    issue(name, "DNS:localhost,IP:127.0.0.1,IP:::1", -1, 30);
  }

  /**
   * Issues a certificate: {@code NAME.pem} and {@code NAME.key}.
   *
   * @param names as of a subjectAltName
   * @param fromDays when it becomes valid, in days from now
   * @param toDays when it expires, in days from now
   */
  public void issue(String name, String names, int fromDays, int toDays) throws IOException {
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out NAME.key", name, "");
    sign(name, names, fromDays, toDays);
  }

  /** Issues a certificate for a key that is there already as {@code NAME.key}. */
  public void sign(String name, String names, int fromDays, int toDays) throws IOException {
    openssl("req -new -key NAME.key -out NAME.csr -subj", name, "", "/CN=" + name);
    Files.writeString(file(name + ".ext"), "subjectAltName=" + names);
    openssl(
        "ca -batch -notext -config FOLDER/ca.cnf -in NAME.csr -out NAME.pem"
            + " -extfile NAME.ext -startdate "
            + time(fromDays)
            + " -enddate "
            + time(toDays),
        name,
        "");
  }

  private static String time(int days) {
    return GENERALIZED_TIME.format(Instant.now().plus(days, ChronoUnit.DAYS));
  }

  /** Runs openssl in the folder with the words of a line, and more words that may have blanks. */
  public void openssl(String line, String name, String extension, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    for (String word : line.split(" ", -1)) {
      command.add(
          word.replace("NAME", name)
              .replace("FOLDER", folder.toString())
              .replace("EXTENSION", extension));
    }
    command.addAll(List.of(more));
    Process process = start(command);
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      int code = process.waitFor();
      Assumptions.assumeTrue(code != NOT_FOUND, "openssl is not installed");
      if (code != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** By a shell, and in ASCII: in the C locale the JVM passes on nothing else. */
  private Process start(List<String> command) throws IOException {
    String script =
        command.stream().map(TestCertificates::quoted).collect(joining(" ", "exec ", ""));
    return new ProcessBuilder("sh", "-c", script)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static String quoted(String word) {
    StringBuilder octal = new StringBuilder();
    for (byte each : word.getBytes(UTF_8)) {
      octal.append('\\').append(String.format(Locale.ROOT, "%03o", each & 0xff));
    }
    return "\"$(printf '" + octal + "')\"";
  }

  /** Writes a file of text. */
  public Path write(String name, String text) throws IOException {
    return Files.write(file(name), text.getBytes(US_ASCII));
  }
}
