package dev.echo7.server;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Sockets as programs in C leave them to those that they start. */
final class CSockets {
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 04000;

  private static final FunctionDescriptor THREE_NUMBERS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET = function("socket");
  private static final MethodHandle FCNTL = function("fcntl", Linker.Option.firstVariadicArg(2));

  private CSockets() {}

  /** Of UDP for IPv4 alone, without options of IPv6. */
  static int ofIpv4Datagrams() {
    return call(SOCKET, AF_INET, SOCK_DGRAM, 0);
  }

  static void block(int descriptor) {
    call(FCNTL, descriptor, F_SETFL, 0);
  }

  static boolean blocks(int descriptor) {
    return (call(FCNTL, descriptor, F_GETFL, 0) & O_NONBLOCK) == 0;
  }

  private static int call(MethodHandle function, int first, int second, int third) {
    try {
      int result = (int) function.invokeExact(first, second, third);
      if (result < 0) {
        throw new IllegalStateException("a call of C failed");
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // granted to all tests
  private static MethodHandle function(String name, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), THREE_NUMBERS, options);
  }
}
