package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.ctl.EchoCtlCommand;
import dev.echo7.cli.line.EchoClientCommand;
import dev.echo7.cli.server.EchoServerCommand;
import dev.echo7.net.failure.NearWords;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for the options and the help of every command. */
public class OptionsTest {
  private static final int TERMINAL_COLUMNS = 80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal("test", new FileInputStream(FileDescriptor.in), out, err);

  /** The commands, their modes and their subcommands. */
  public static List<CommandSpec> commands() {
    Terminal none =
        new Terminal(
            "test",
            new FileInputStream(FileDescriptor.in),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream());
    List<CommandSpec> commands = new ArrayList<>();
    commands.add(new EchoServerCommand(none).spec());
    commands.add(new EchoClientCommand(none).spec());
    commands.addAll(EchoClientCommand.modes(none).values());
    CommandSpec ctl = new EchoCtlCommand(none).spec();
    commands.add(ctl);
    ctl.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(commands::add);
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyShortOptionHasALongOne(CommandSpec command) {
    for (OptionSpec option : command.options()) {
      assertTrue(option.longestName().startsWith("--"), () -> List.of(option.names()).toString());
      assertTrue(option.longestName().matches("--[a-z0-9]+(-[a-z0-9]+)*"), option.longestName());
    }
  }

  /** The description ends with a blank line, whatever follows. */
  @ParameterizedTest
  @MethodSource("commands")
  void theHelpHasBlankLinesBetweenItsParts(CommandSpec command) {
    String help = help(command);
    assertTrue(help.split("\n\n", -1)[1].lines().allMatch(line -> !line.startsWith("  ")), help);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpFitsATerminalAndBreaksNoWord(CommandSpec command) {
    String help = help(command);
    for (String line : help.lines().toList()) {
      assertTrue(line.length() < TERMINAL_COLUMNS, () -> line.length() + " columns: " + line);
    }
    List<String> words = List.of(help.split("\\s+"));
    Stream<String[]> descriptions =
        Stream.of(
                Stream.of(command.usageMessage().description()),
                Stream.of(command.usageMessage().footer()),
                command.options().stream().flatMap(option -> Stream.of(option.description())),
                command.positionalParameters().stream()
                    .flatMap(parameter -> Stream.of(parameter.description())))
            .flatMap(each -> each)
            .map(text -> text.replace("%%", "%").replace("$$", "$").strip().split("\\s+"));
    descriptions
        .flatMap(Stream::of)
        .filter(word -> !word.isEmpty())
        .forEach(word -> assertTrue(words.contains(word), () -> word + " is broken in\n" + help));
  }

  private static String help(CommandSpec command) {
    return new CommandLine(command)
        .setUsageHelpWidth(TERMINAL_COLUMNS)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setHelpFactory(HelpText::new)
        .getUsageMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "help | Usage: echoclient [OPTIONS]",
        "ping help | Usage: echoclient ping",
        "help load | Usage: echoclient load",
        "check --list | half-close",
        "check --list -u localhost 7 | udp-burst",
      })
  void answersWithoutAServer(String arguments, String part) {
    assertEquals(0, EchoClientCommand.run(terminal, arguments.split(" ")), err::toString);
    String answer = out.toString(StandardCharsets.UTF_8);
    assertTrue(answer.contains(part), answer);
  }

  @Test
  void theLastOfTwoEqualOptionsCounts() {
    // Both are parsed before the second one is found to be wrong; the first would be, too.
    int code = EchoClientCommand.run(terminal, "load", "-c", "5", "-c", "0", "localhost", "7");
    assertEquals(2, code);
    assertEquals(
        "echoclient load: --connections must be 1 to 1000000, not 0 (see echoclient load --help)\n",
        err.toString(StandardCharsets.UTF_8));
    err.reset();
    EchoClientCommand.run(terminal, "load", "-c", "0", "-c", "5", "-d", "0", "localhost", "7");
    assertEquals(
        "echoclient load: --duration must be more than 0 (see echoclient load --help)\n",
        err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"-4, -6, IPv6", "-6, -4, IPv4"})
  void theLastOfTwoFamiliesCounts(String first, String last, String family) {
    String other = family.equals("IPv6") ? "127.0.0.1" : "::1";
    assertEquals(2, EchoClientCommand.run(terminal, first, last, other, "7"));
    assertEquals(
        "test: host '%1$s' has no %2$s address, only %1$s%n".formatted(other, family),
        err.toString(StandardCharsets.UTF_8));
  }

  /** If the last list alone counted, one check would be left. */
  @Test
  void listsAddUp() {
    String line = "check --only lines --skip lines --skip all-bytes localhost 7";
    assertEquals(2, EchoClientCommand.run(terminal, line.split(" ")));
    String message = err.toString(StandardCharsets.UTF_8);
    assertTrue(message.contains("leave no check to run"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tls-inscure | --tls-insecure",
        "--tsl | --ssl, --tls",
        "--cuont | --count",
        "--conections | --connections",
        "--QUIET | --quiet",
        "--frobnicate | ''",
        "-x | ''",
      })
  void proposesTheOptionsThatAreNear(String misspelt, String expected) {
    List<String> known =
        commands().stream()
            .flatMap(each -> each.optionsMap().keySet().stream())
            .distinct()
            .toList();
    assertEquals(expected, String.join(", ", NearWords.of(misspelt, known)));
  }
}
