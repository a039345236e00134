package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command or subcommand: what its command line may hold, and what it does then.
 *
 * <p>A subclass declares its options in {@link #describe} and stores their values in fields of its
 * own. {@link #call} finds them there and returns the exit code.
 */
public abstract class Command implements Callable<Integer> {
  private final Terminal terminal;
  private final String name;
  private final IVersionProvider versions;
  private @Nullable CommandSpec spec;
  private Supplier<Map<String, CommandSpec>> modes = Map::of;

  /**
   * A command of the client or of echoctl.
   *
   * @param name as the user types it: {@code echoclient ping}
   */
  protected Command(Terminal terminal, String name) {
    this(terminal, name, new Versions.OfClient());
  }

  /**
   * A command.
   *
   * @param versions what {@code --version} prints
   */
  protected Command(Terminal terminal, String name, IVersionProvider versions) {
    this.terminal = terminal;
    this.name = name;
    this.versions = versions;
  }

  /**
   * For a command of a program with modes: a message may name the mode that was meant.
   *
   * @param all by name; asked only if the command line is wrong
   */
  public final Command among(Supplier<Map<String, CommandSpec>> all) {
    modes = all;
    return this;
  }

  /** What the command line may hold, and what the help says about it. */
  public final CommandSpec spec() {
    if (spec == null) {
      CommandSpec described =
          CommandSpec.wrapWithoutInspection(this).name(name).versionProvider(versions);
      described
          .usageMessage()
          .sortOptions(false)
          .descriptionHeading("%n")
          .parameterListHeading("%n")
          .optionListHeading("%n");
      describe(described);
      OptionGroup.about().addTo(described);
      spec = described;
    }
    return spec;
  }

  /** Declares everything but {@code --help} and {@code --version}. Called once. */
  protected abstract void describe(CommandSpec command);

  /**
   * Takes a command line that needs no parser, since building the model of all options costs a
   * short run a sixth of its time.
   *
   * @return whether it was taken; if not, the parser reads it from the start
   */
  protected boolean takesPlain(String... arguments) {
    return false;
  }

  /** Reads a command line and runs the command; returns the exit code. Never throws. */
  public final int run(String... arguments) {
    return takesPlain(arguments)
        ? CommandLines.run(this, name, terminal)
        : CommandLines.run(spec(), new UsageErrors(modes), terminal, arguments);
  }

  /** The three standard streams. */
  protected final Terminal terminal() {
    return terminal;
  }

  /** A usage error, to be thrown: the message and exit code 2. */
  protected final ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  /** The message for a positional parameter that was not given. */
  protected final String missing(String label) {
    return UsageErrors.missing(label, spec());
  }

  /** Throws a usage error if a condition holds. */
  protected final void refuseIf(boolean isWrong, String message) {
    if (isWrong) {
      throw wrong(message);
    }
  }

  /** A value read from the options; an {@link IllegalArgumentException} becomes a usage error. */
  protected final <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), FailureText.of(e), e);
    }
  }
}
