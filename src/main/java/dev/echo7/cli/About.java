package dev.echo7.cli;

import picocli.CommandLine.Option;

/** The options of every command that print and exit; picocli reads them. */
@SuppressWarnings("UnusedVariable")
final class About {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of what runs here.")
  private boolean version;
}
