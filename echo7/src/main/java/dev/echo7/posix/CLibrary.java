package dev.echo7.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.echo7.net.posix.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of the C library for what the JDK's channels cannot do; errors are exceptions.
 *
 * <p>Any thread; a call blocks as the C function does.
 */
@SuppressWarnings("restricted") // the launcher grants native access for this
public final class CLibrary {
  private static final int EINTR = 4;
  private static final StructLayout ERROR = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = ERROR.varHandle(PathElement.groupElement("errno"));

  private static final List<Linker.Option> VARIADIC_FROM_THIRD =
      List.of(Linker.Option.firstVariadicArg(2));

  private final Linker linker = Linker.nativeLinker();

  /** A function that returns -1 on an error. */
  public final class Call {
    private final String name;
    private final MethodHandle handle;

    private Call(String name, MemoryLayout result, MemoryLayout... parameters) {
      this(name, List.of(), result, parameters);
    }

    private Call(
        String name, List<Linker.Option> more, MemoryLayout result, MemoryLayout... parameters) {
      List<Linker.Option> options = new ArrayList<>(more);
      options.add(Linker.Option.captureCallState("errno"));
      this.name = name;
      this.handle = takingAnArray(function(name, result, options, parameters));
    }

    /** As {@link MethodHandle#invokeWithArguments} does at each call, which takes longer. */
    private static MethodHandle takingAnArray(MethodHandle function) {
      MethodHandle spread = function.asSpreader(Object[].class, function.type().parameterCount());
      return spread.asType(MethodType.methodType(long.class, Object[].class));
    }

    /** Calls the function, again if a signal interrupts it; an error is thrown as an exception. */
    public long with(Object... arguments) throws IOException {
      Object[] all = new Object[arguments.length + 1];
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment error = arena.allocate(ERROR);
        all[0] = error;
        while (true) {
          long result = (long) handle.invokeExact(all);
          if (result >= 0) {
            return result;
          }
          int errno = (int) ERRNO.get(error, 0L);
          if (errno != EINTR) {
            throw new SystemCallException(name, errno);
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("a call of C threw a checked exception", e);
      }
    }
  }

  /** {@code socket(2)}. */
  public Call socket() {
    return new Call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code connect(2)}. */
  public Call connect() {
    return new Call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  }

  /** {@code recv(2)}. */
  public Call receive() {
    return new Call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  /** {@code send(2)}. */
  public Call send() {
    return new Call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  /** {@code shutdown(2)}. */
  public Call shutdown() {
    return new Call("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code getsockname(2)}. */
  public Call socketName() {
    return new Call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  /** {@code getpeername(2)}. */
  public Call peerName() {
    return new Call("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  /** {@code getsockopt(2)}. */
  public Call getOption() {
    return new Call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  /** {@code setsockopt(2)}. */
  public Call setOption() {
    return new Call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  }

  /** {@code close(2)}. */
  public Call close() {
    return new Call("close", JAVA_INT, JAVA_INT);
  }

  /** {@code fcntl(2)} with an int as its third, variadic argument. */
  public Call fcntl() {
    return new Call("fcntl", VARIADIC_FROM_THIRD, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code ioctl(2)} with a pointer as its third, variadic argument. */
  public Call ioctl() {
    return new Call("ioctl", VARIADIC_FROM_THIRD, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  }

  /** {@code open(2)} of an existing file, without the variadic third argument. */
  public Call open() {
    return new Call(
        "open", List.of(Linker.Option.firstVariadicArg(2)), JAVA_INT, ADDRESS, JAVA_INT);
  }

  /** {@code read(2)}. */
  public Call read() {
    return new Call("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /** {@code poll(2)}. */
  public Call poll() {
    return new Call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  /** {@code dup2(2)}. */
  public Call duplicateTo() {
    return new Call("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code eventfd(2)}. */
  public Call eventfd() {
    return new Call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code sigaction(2)}. */
  public Call sigaction() {
    return new Call("sigaction", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  /** The address of a function, as a callback for C. */
  public MemorySegment addressOf(String function) {
    return linker.defaultLookup().findOrThrow(function);
  }

  private MethodHandle function(
      String name, MemoryLayout result, List<Linker.Option> options, MemoryLayout... parameters) {
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        options.toArray(Linker.Option[]::new));
  }
}
