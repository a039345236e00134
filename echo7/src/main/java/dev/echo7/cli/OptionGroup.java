package dev.echo7.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

/**
 * Options that belong together, under a heading of their own in the help.
 *
 * <p>They are declared in code, and not by picocli's annotations: for those, Java makes proxy
 * classes and accessors anew at each start, which no cache can hold and which took longer than all
 * the rest of a client's life.
 */
public final class OptionGroup {
  private final @Nullable String title;
  private final List<OptionSpec.Builder> options = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param title what its heading says; null for the options that stand before all groups
   */
  public OptionGroup(@Nullable String title) {
    this.title = title;
  }

  /**
   * An option without a value.
   *
   * @param names with their hyphens, apart by blanks
   * @param given told when it stands on the command line
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
    return value(names, label, String.class, description, given);
  }

  /** An option whose value is of a type that picocli or {@link CommandLines} can read. */
  public <T> OptionGroup value(
      String names, String label, Class<T> type, String description, Consumer<T> given) {
    return value(names, label, type, description, given, option -> option);
  }

  /** An option whose value is read by a converter of its own. */
  public <T> OptionGroup value(
      String names,
      String label,
      Class<T> type,
      ITypeConverter<? extends T> converter,
      String description,
      Consumer<T> given) {
    return value(names, label, type, description, given, option -> option.converters(converter));
  }

  /** An option that is special beyond that. */
  public <T> OptionGroup value(
      String names,
      String label,
      Class<T> type,
      String description,
      Consumer<T> given,
      UnaryOperator<OptionSpec.Builder> special) {
    return add(special.apply(option(names, type, description, given).arity("1").paramLabel(label)));
  }

  /** An option that takes several values, apart by commas, and may stand there again. */
  public <T> OptionGroup list(
      String names, String label, Class<T> type, String description, Consumer<List<T>> given) {
    return list(names, label, type, null, description, given);
  }

  /** The same, each value read by a converter of its own. */
  public <T> OptionGroup list(
      String names,
      String label,
      Class<T> type,
      @Nullable ITypeConverter<T> converter,
      String description,
      Consumer<List<T>> given) {
    OptionSpec.Builder option =
        option(names, List.class, description, given)
            .auxiliaryTypes(type)
            .arity("1")
            .splitRegex(",")
            .hideParamSyntax(true)
            .paramLabel(label);
    if (converter != null) {
      option.converters(converter);
    }
    return add(option);
  }

  /**
   * Not an option: words that stand by themselves, as many as there are.
   *
   * @param arity how many, as {@code 0..*}
   */
  public static <T> PositionalParamSpec words(
      String arity, String label, Class<T> type, String description, Consumer<List<T>> given) {
    Binding<List<T>> binding = new Binding<>(given);
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(type)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .paramLabel(label)
        .description(description)
        .getter(binding)
        .setter(binding)
        .build();
  }

  /**
   * Not an option: a word that stands in one place.
   *
   * @param arity {@code 1}, or {@code 0..1} if it may be left out
   */
  public static PositionalParamSpec word(
      int index, String arity, String label, String description, Consumer<String> given) {
    Binding<String> binding = new Binding<>(given);
    return PositionalParamSpec.builder()
        .index(String.valueOf(index))
        .type(String.class)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .paramLabel(label)
        .description(description)
        .getter(binding)
        .setter(binding)
        .build();
  }

  /** What every command can say of itself. */
  public static OptionGroup about() {
    return new OptionGroup("About")
        .add(option("-h --help", boolean.class, "Show this text.", on -> {}).usageHelp(true))
        .add(
            option("-V --version", boolean.class, "Show the versions of what runs here.", on -> {})
                .versionHelp(true));
  }

  /** Its options are those of all subcommands too, which must be added after it. */
  public OptionGroup inherited() {
    options.forEach(option -> option.scopeType(ScopeType.INHERIT));
    return this;
  }

  /** Puts it behind the groups that the command has. */
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
   * Where picocli puts a value and finds it again. It also sets what was not given, to null, before
   * it reads: nobody is told of that.
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
