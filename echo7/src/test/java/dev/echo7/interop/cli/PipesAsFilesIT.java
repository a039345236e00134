package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FILE arguments that are pipes, folders, missing, empty or far too large. */
final class PipesAsFilesIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static final FileAttribute<?> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @TempDir private Path folder;
  private Path token;

  @BeforeEach
  void writeToken() throws IOException {
    token = folder.resolve("token");
    Files.createFile(token, OWN);
    Files.writeString(token, TOKEN + "\n");
  }

  @Test
  void tokensComeFromProcessSubstitutionAndStandardInput() {
    String serving =
        "exec bin/echoserver -n --admin 127.0.0.1:0 --admin-token-file <(cat '"
            + token
            + "') 127.0.0.1:0";
    try (ServerProgram server = ServerProgram.of(bash(serving))) {
      String ctl = "bin/echoctl --admin " + AdminPlace.of(server) + " --token-file ";
      assertPrints("server ", bashed(ctl + "<(cat '" + token + "') stats"));
      assertPrints("server ", bashed("cat '" + token + "' | " + ctl + "/dev/stdin stats"));
      assertPrints(
          "server ",
          bashed(
              "cd '"
                  + folder
                  + "'; mkfifo -m 600 f; cat token >f & cd - >/dev/null; "
                  + ctl
                  + "'"
                  + folder
                  + "/f' stats"));
    }
  }

  @Test
  void logsOfLoadsComeFromPipesAndAreWrittenToThem() throws IOException {
    Path log = folder.resolve("log");
    try (ServerProgram server = ServerProgram.start("-q", "-n", "127.0.0.1:0")) {
      String load =
          "bin/echoclient load -q -c 1 -R 100 -d 400ms --warmup 0 %s 127.0.0.1:" + server.port();
      // A FIFO delivers its content once, from beginning to end.
      assertPrints(
          "",
          bashed(
              "mkfifo '%1$s.fifo'; cat '%1$s.fifo' >'%1$s' & ".formatted(log)
                  + load.formatted("--hlog '" + log + ".fifo'")
                  + " >/dev/null; wait"));
    }
    assertTrue(Files.readString(log).startsWith("#[echoclient load"), Files.readString(log));
    String merge = "bin/echoclient merge ";
    for (String from :
        new String[] {
          "cat '%s' | " + merge + "/dev/stdin", merge + "<(cat '%s')", merge + "/dev/stdin <'%s'"
        }) {
      try (Program merged = bashed(from.formatted(log))) {
        assertTrue(merged.exitCodeIfValid() <= 1, merged::toString);
        assertTrue(merged.stdout().contains("frames sent"), merged::toString);
        assertEquals("", merged.stderr());
      }
    }
  }

  private static void assertPrints(String start, Program program) {
    try (program) {
      assertEquals(0, program.exitCodeIfValid(), program::toString);
      assertTrue(program.stdout().startsWith(start), program::toString);
      assertEquals("", program.stderr());
    }
  }

  /** An unreadable file is reported in one line with its name and the cure. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echoclient merge FILE                               | missing | check the path
          echoclient merge FILE                               | folder  | give a file
          echoclient merge FILE                               | empty   | give complete, unchanged files
          echoclient merge FILE                               | huge    | give complete, unchanged files
          echoctl --admin 127.0.0.1:1 --token-file FILE stats | missing | check the path
          echoctl --admin 127.0.0.1:1 --token-file FILE stats | folder  | give a file
          echoctl --admin 127.0.0.1:1 --token-file FILE stats | empty   | create one with openssl rand
          echoctl --admin 127.0.0.1:1 --token-file FILE stats | huge    | is it the right file?
          echoclient --tls-ca FILE tls://127.0.0.1:1          | missing | check the path
          echoclient --tls-ca FILE tls://127.0.0.1:1          | folder  | give a file
          echoclient --tls-ca FILE tls://127.0.0.1:1          | empty   | give a file
          echoclient --tls-ca FILE tls://127.0.0.1:1          | huge    | is it the right file?
          echoclient @FILE                                    | missing | check the path
          echoclient @FILE                                    | folder  | give a file
          echoclient @FILE                                    | huge    | is it the right file?
          echoserver --tls-cert FILE --tls-key FILE tls://:0  | folder  | give a file
          echoclient load --csv FILE 127.0.0.1:1              | folder  | give a file
          echoclient load --hlog FILE/x 127.0.0.1:1           | missing | create the directory first
          echoclient ping -c 1 --csv FILE/x 127.0.0.1:1       | missing | create the directory first
          echoclient check --junit FILE 127.0.0.1:1           | folder  | give a file
          """)
  void whatIsNoSuchFileIsRefusedInOneLine(String command, String kind, String cure)
      throws IOException {
    Path file = folder.resolve(kind);
    switch (kind) {
      case "folder" -> Files.createDirectory(file);
      case "empty" -> Files.createFile(file, OWN);
      case "huge" -> {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
          sparse.setLength(1L << 30);
        }
      }
      default -> {
        // Does not exist.
      }
    }
    try (Program program = Program.shell("exec bin/" + command.replace("FILE", "" + file))) {
      int code = program.exitCode();
      assertTrue(code == 1 || code == 2, program::toString);
      assertEquals("", program.stdout());
      assertEquals(1, program.stderr().lines().count(), program::toString);
      assertTrue(program.stderr().contains("" + file), program::toString);
      assertTrue(program.stderr().contains(cure), program::toString);
    }
  }

  private static List<String> bash(String script) {
    return List.of(Installed.require("bash").toString(), "-c", script);
  }

  private static Program bashed(String script) {
    return Program.start(bash(script));
  }
}
