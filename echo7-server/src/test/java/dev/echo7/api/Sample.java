package dev.echo7.api;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something exported, for {@link ApiSignatureTest}. */
public final class Sample {
  public static final int LIMIT = 1;
  private final @Nullable String name;

  public Sample(@Nullable String name) {
    this.name = name;
  }

  public @Nullable String name() {
    return name;
  }

  public static String read(int count, List<String> lines) throws IOException {
    if (count < 0) {
      throw new IOException("fewer than none");
    }
    return hidden(lines);
  }

  static String hidden(List<String> lines) {
    return String.join("", lines);
  }
}
