package dev.echo7.net.posix;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds what this JVM can call. */
final class NativeCallsOfThisJvm {
  static final NativeCalls BEST = best();

  private NativeCallsOfThisJvm() {}

  /** A class for Java 22 that its jar, made for 17, has in META-INF/versions/22. */
  private static NativeCalls best() {
    try {
      return Class.forName("dev.echo7.net.posix.ForeignCalls")
          .asSubclass(NativeCalls.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      return new None();
    }
  }

  /** What remains on Java 17 to 21, and where native access is not enabled. */
  private static final class None implements NativeCalls {
    @Override
    public boolean areAvailable() {
      return false;
    }

    @Override
    public int untakenBytes(int descriptor) {
      return 0;
    }

    @Override
    public void unblock(int descriptor) throws IOException {
      throw needed();
    }

    @Override
    public int openFolder(Path folder) throws IOException {
      throw needed();
    }

    @Override
    public void close(int descriptor) throws IOException {
      throw needed();
    }

    @Override
    public @Nullable String errorText(int number) {
      return null;
    }

    private static IOException needed() {
      return new IOException(
          "this needs Java 22 or later, and native access (--enable-native-access)");
    }
  }
}
