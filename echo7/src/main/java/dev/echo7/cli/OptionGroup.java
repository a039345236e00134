package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * Options that appear under one heading in the help.
 *
 * <p>They are declared in code because picocli's annotations make a start slow: Java generates
 * proxy classes and accessors for them at each start, and no class-data cache can hold those.
 */
public final class OptionGroup {
  private final @Nullable String title;
  private final List<OptionSpec.Builder> options = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param title the heading; null for options that come before all groups
   */
  public OptionGroup(@Nullable String title) {
    this.title = title;
  }

  /**
   * An option without a value.
   *
   * @param names with their hyphens, separated by blanks
   * @param given runs if the option is on the command line
   */
  public OptionGroup flag(String names, String description, Runnable given) {
    Consumer<Boolean> on =
        isOn -> {
          if (isOn) {
            given.run();
          }
        };
    return add(option(names, boolean.class, description, on));
  }

  /** An option whose value is text. */
  public OptionGroup text(String names, String label, String description, Consumer<String> given) {
    return value(names, label, String.class, description, given, option -> option);
  }

  /** An option whose value is a duration. */
  public OptionGroup duration(String names, String description, Consumer<Duration> given) {
    return duration(names, description, given, option -> option);
  }

  /** The same, with further properties, such as a value that may be left out. */
  public OptionGroup duration(
      String names,
      String description,
      Consumer<Duration> given,
      UnaryOperator<OptionSpec.Builder> special) {
    return value(
        names,
        "TIME",
        Duration.class,
        description,
        given,
        option -> special.apply(option.converters(converter(Converters::duration))));
  }

  /** An option whose value is a size in bytes. */
  public OptionGroup size(String names, String description, Consumer<Long> given) {
    return value(names, "SIZE", Long.class, Converters::size, description, given);
  }

  /** An option whose value is a number of things. */
  public OptionGroup count(String names, String description, Consumer<Integer> given) {
    return value(names, "N", Integer.class, Converters::smallCount, description, given);
  }

  /** An option whose value is a rate per second. */
  public OptionGroup rate(String names, String description, Consumer<Integer> given) {
    return value(names, "RATE", Integer.class, Converters::rate, description, given);
  }

  /** An option whose value is the path of a file. */
  public OptionGroup file(String names, String description, Consumer<Path> given) {
    return value(names, "FILE", Path.class, description, given, option -> option);
  }

  /**
   * An option whose value is read by a function, which throws an {@link IllegalArgumentException}
   * for text that it does not understand.
   */
  public <T> OptionGroup value(
      String names,
      String label,
      Class<T> type,
      Function<String, ? extends T> reading,
      String description,
      Consumer<T> given) {
    return value(
        names, label, type, description, given, option -> option.converters(converter(reading)));
  }

  /** An option with further properties, such as a value that may be left out. */
  public <T> OptionGroup value(
      String names,
      String label,
      Class<T> type,
      String description,
      Consumer<T> given,
      UnaryOperator<OptionSpec.Builder> special) {
    return add(special.apply(option(names, type, description, given).arity("1").paramLabel(label)));
  }

  /** An option whose value is one of a few words. */
  public OptionGroup choice(
      String names, List<String> words, String description, Consumer<String> given) {
    return value(
        names,
        String.join("|", words),
        String.class,
        description,
        given,
        option ->
            option
                .completionCandidates(words)
                .converters(converter(text -> Converters.oneOf(words, text))));
  }

  /**
   * An option that takes several values, separated by commas, and may be repeated.
   *
   * @param words the values that shell completion offers
   */
  public <T> OptionGroup list(
      String names,
      String label,
      Class<T> type,
      Function<String, T> reading,
      List<String> words,
      String description,
      Consumer<List<T>> given) {
    OptionSpec.Builder option =
        option(names, List.class, description, given)
            .auxiliaryTypes(type)
            .arity("1")
            .splitRegex(",")
            .hideParamSyntax(true)
            .completionCandidates(words)
            .converters(converter(reading))
            .paramLabel(label);
    return add(option);
  }

  /**
   * A positional parameter that takes several words.
   *
   * @param arity how many, as {@code 0..*}
   */
  public static <T> PositionalParamSpec words(
      String arity, String label, Class<T> type, String description, Consumer<List<T>> given) {
    return positional(arity, label, description, given)
        .type(List.class)
        .auxiliaryTypes(type)
        .build();
  }

  /**
   * A positional parameter.
   *
   * @param arity {@code 1}, or {@code 0..1} if it may be left out
   */
  public static PositionalParamSpec word(
      int index, String arity, String label, String description, Consumer<String> given) {
    return word(index, arity, label, description, given, List.of());
  }

  /**
   * A positional parameter that is one of a few words.
   *
   * @param words that shell completion offers
   */
  public static PositionalParamSpec word(
      int index,
      String arity,
      String label,
      String description,
      Consumer<String> given,
      List<String> words) {
    PositionalParamSpec.Builder word =
        positional(arity, label, description, given)
            .type(String.class)
            .index(String.valueOf(index));
    return (words.isEmpty() ? word : word.completionCandidates(words)).build();
  }

  private static <T> PositionalParamSpec.Builder positional(
      String arity, String label, String description, Consumer<T> given) {
    Binding<T> binding = new Binding<>(given);
    return PositionalParamSpec.builder()
        .arity(arity)
        .required(!arity.startsWith("0"))
        .paramLabel(label)
        .description(description)
        .getter(binding)
        .setter(binding);
  }

  /** Options that another object declares. */
  public OptionGroup with(Consumer<OptionGroup> others) {
    others.accept(this);
    return this;
  }

  /** {@code --help} and {@code --version}, which every command has. */
  static OptionGroup about() {
    return new OptionGroup("About")
        .add(option("-h --help", boolean.class, "Show this help.", on -> {}).usageHelp(true))
        .add(
            option(
                    "-V --version",
                    boolean.class,
                    "Show the versions of the program, its libraries and Java.",
                    on -> {})
                .versionHelp(true));
  }

  /** Makes the options those of all subcommands too; subcommands must be added afterwards. */
  public OptionGroup inherited() {
    options.forEach(option -> option.scopeType(ScopeType.INHERIT));
    return this;
  }

  /** Adds the group to a command, after the groups that it has. */
  public void addTo(CommandSpec command) {
    if (title == null) {
      options.forEach(option -> command.addOption(option.build()));
      return;
    }
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .validate(false)
            .heading("%n" + title + ":%n")
            .order(command.argGroups().size() + 1);
    options.forEach(option -> group.addArg(option.build()));
    command.addArgGroup(group.build());
  }

  /** Picocli shows the message of a TypeConversionException, and of no other. */
  public static <T> ITypeConverter<T> converter(Function<String, T> reading) {
    return text -> {
      try {
        return reading.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(FailureText.of(e));
      }
    };
  }

  private OptionGroup add(OptionSpec.Builder option) {
    options.add(option);
    return this;
  }

  private static <T> OptionSpec.Builder option(
      String names, Class<?> type, String description, Consumer<T> given) {
    Binding<T> binding = new Binding<>(given);
    return OptionSpec.builder(names.split(" "))
        .type(type)
        .description(description)
        .getter(binding)
        .setter(binding);
  }

  /**
   * Where picocli stores a value and finds it again. Before it parses, picocli sets every option to
   * null; that is not passed on.
   */
  static final class Binding<T> implements IGetter, ISetter {
    private final Consumer<T> given;
    private @Nullable Object value;

    Binding(Consumer<T> given) {
      this.given = given;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // so declared by picocli
    public <V> @Nullable V get() {
      return (V) value;
    }

    @Override
    @SuppressWarnings("unchecked") // picocli has converted it to the type of the option
    public <V> @Nullable V set(@Nullable V newValue) {
      value = newValue;
      if (newValue != null) {
        given.accept((T) newValue);
      }
      return newValue;
    }
  }
}
