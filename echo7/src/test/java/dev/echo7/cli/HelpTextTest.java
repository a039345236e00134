package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The documents that the help of a command names. */
class HelpTextTest {
  private static final Pattern DOCUMENT = Pattern.compile("docs/[a-z-]+\\.md");

  @TempDir private Path folder;

  static List<CommandSpec> commands() {
    return OptionsTest.commands().stream().filter(command -> command.parent() == null).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyProgramAndModeNamesDocumentsThatExist(CommandSpec command) {
    String help = new CommandLine(command).setHelpFactory(HelpText::new).getUsageMessage();
    List<String> named = DOCUMENT.matcher(help).results().map(MatchResult::group).toList();
    assertFalse(named.isEmpty(), help);
    for (String document : named) {
      assertTrue(Files.exists(Path.of(document)), document);
    }
  }

  /** Only a footer gets the path of a package in place of docs. */
  @Test
  void nothingElseThatIsPrintedNamesADocument() throws IOException {
    List<String> elsewhere = new ArrayList<>();
    for (ClassModel model : dev.echo7.OwnClasses.all()) {
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof StringEntry literal
            && DOCUMENT.matcher(literal.stringValue()).find()
            && !DOCUMENT.matcher(literal.stringValue().strip()).matches()) {
          elsewhere.add(model.thisClass().asInternalName() + ": " + literal.stringValue());
        }
      }
    }
    assertEquals(List.of(), elsewhere);
  }

  @ParameterizedTest
  @CsvSource({
    "echo7-1.0/lib, echo7-1.0/share/doc/echo7/docs",
    "usr/lib/echo7/lib, usr/share/doc/echo7/docs"
  })
  void aPackageNamesTheFullPathOfADocument(Path lib, Path documents) throws IOException {
    Files.createDirectories(folder.resolve(lib));
    Path found = Files.createDirectories(folder.resolve(documents));
    String text = "Documents:\n  docs/log.md\n  docs/load-at-scale.md\n  /docs/log.md docs/\n";
    assertEquals(
        "Documents:\n  %s/log.md\n  %s/load-at-scale.md\n  /docs/log.md docs/\n"
            .formatted(found, found),
        HelpText.withDocumentsOf(folder.resolve(lib).resolve("echo7.jar"), text));
  }

  @Test
  void aSourceTreeAndAJarAloneNameItAsItIsInTheSources() throws IOException {
    Files.createDirectories(folder.resolve("share/doc/echo7/docs"));
    for (String jar : List.of("target/echo7.jar", "target/start/echo7.jar", "echo7.jar")) {
      assertEquals("docs/log.md", HelpText.withDocumentsOf(folder.resolve(jar), "docs/log.md"));
    }
    assertEquals("docs/log.md", HelpText.withDocumentsOf(Path.of("echo7.jar"), "docs/log.md"));
  }
}
