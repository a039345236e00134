package dev.echo7.net.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls by {@code java.lang.foreign}. A function is looked up when it is first called. */
@SuppressWarnings("restricted") // only made where native access is enabled
final class ForeignCalls implements NativeCalls {
  private static final int EINTR = 4;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int LONGEST_TEXT = 256;

  /** linux/sockios.h; SIOCOUTQ is TIOCOUTQ. */
  private static final long SIOCOUTQ = 0x5411;

  private final Function ioctl = new Function("ioctl", 2, JAVA_INT, JAVA_LONG, ADDRESS);
  private final Function fcntl = new Function("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);
  private final Function open = new Function("open", 2, ADDRESS, JAVA_INT);
  private final Function close = new Function("close", 0, JAVA_INT);
  private volatile @Nullable MethodHandle strerror;

  /**
   * Called by {@link NativeCallsOfThisJvm}.
   *
   * @throws IllegalAccessException if native access is not enabled: a call would print a warning
   */
  ForeignCalls() throws IllegalAccessException {
    if (!ForeignCalls.class.getModule().isNativeAccessEnabled()) {
      throw new IllegalAccessException("native access is not enabled");
    }
  }

  @Override
  public int untakenBytes(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_INT);
      ioctl.call(descriptor, SIOCOUTQ, answer);
      return answer.get(JAVA_INT, 0);
    }
  }

  @Override
  public void unblock(int descriptor) throws IOException {
    int flags = fcntl.call(descriptor, F_GETFL, 0);
    fcntl.call(descriptor, F_SETFL, flags | O_NONBLOCK);
  }

  @Override
  public int openFolder(Path folder) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return open.call(
          arena.allocateFrom(folder.toString(), StandardCharsets.UTF_8), O_PATH | O_CLOEXEC);
    }
  }

  @Override
  public void close(int descriptor) throws IOException {
    close.call(descriptor);
  }

  @Override
  public @Nullable String errorText(int number) {
    try {
      MethodHandle known = strerror;
      if (known == null) {
        Linker linker = Linker.nativeLinker();
        known =
            linker.downcallHandle(
                linker.defaultLookup().find("strerror").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
        strerror = known;
      }
      MemorySegment text = (MemorySegment) known.invokeExact(number);
      return text.reinterpret(LONGEST_TEXT).getString(0);
    } catch (Throwable e) {
      return null;
    }
  }

  /** A C function that returns an int, and -1 on an error. */
  private static final class Function {
    private static final StructLayout ERROR = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERROR.varHandle(PathElement.groupElement("errno"));

    private final String name;
    private final int firstVariadic;
    private final MemoryLayout[] parameters;
    private volatile @Nullable MethodHandle found;

    /**
     * @param firstVariadic which parameter is C's first variadic one; 0 for none
     */
    Function(String name, int firstVariadic, MemoryLayout... parameters) {
      this.name = name;
      this.firstVariadic = firstVariadic;
      this.parameters = parameters;
    }

    /** Calls it, again if a signal interrupted it; throws what errno says. */
    int call(Object... arguments) throws IOException {
      List<Object> all = new ArrayList<>(List.of(arguments));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment error = arena.allocate(ERROR);
        all.add(0, error);
        MethodHandle handle = handle();
        while (true) {
          int result = (int) handle.invokeWithArguments(all);
          if (result >= 0) {
            return result;
          }
          int errno = (int) ERRNO.get(error, 0L);
          if (errno != EINTR) {
            throw new SystemCallException(name, errno);
          }
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        // To look it up takes a descriptor, of which there may be none left.
        throw new IOException("cannot call " + name + "(2): " + e.getMessage(), e);
      }
    }

    private MethodHandle handle() {
      MethodHandle known = found;
      if (known == null) {
        List<Linker.Option> options = new ArrayList<>();
        options.add(Linker.Option.captureCallState("errno"));
        if (firstVariadic > 0) {
          options.add(Linker.Option.firstVariadicArg(firstVariadic));
        }
        Linker linker = Linker.nativeLinker();
        known =
            linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, parameters),
                options.toArray(Linker.Option[]::new));
        found = known;
      }
      return known;
    }
  }
}
