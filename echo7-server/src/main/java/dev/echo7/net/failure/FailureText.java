package dev.echo7.net.failure;

import dev.echo7.net.NameFailure;
import dev.echo7.net.posix.SystemCallException;
import dev.echo7.net.posix.SystemError;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns failures into messages: the only place where a throwable becomes text for users.
 *
 * <p>Always one line, never empty, and without class names. Of a chain of causes, the first with a
 * usable text counts. A {@link Situation} adds the cure: {@code permission denied; ports below 1024
 * need root or CAP_NET_BIND_SERVICE: choose a higher port}. The caller puts in front what failed,
 * with its name.
 *
 * <p>Any thread; nothing here blocks.
 */
public final class FailureText {
  private static final String INTERNAL = "internal error";

  /** Subclasses before the classes that they extend. */
  private static final Map<Class<? extends Exception>, String> TEXTS = texts();

  private FailureText() {}

  /** What happened, in a few words. */
  public static String of(Throwable failure) {
    return of(failure, Situation.OTHER);
  }

  /** What happened, and the cure in this situation. */
  public static String of(Throwable failure, Situation situation) {
    return of(failure, situation, null);
  }

  /**
   * What happened at an address or on the way to it, and the cure.
   *
   * @param address which may itself be the culprit (link-local without an interface); null if there
   *     is none
   */
  public static String of(Throwable failure, Situation situation, @Nullable InetAddress address) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < SystemError.MOST_CAUSES; depth++) {
      String text = alone(each, situation, address);
      if (text != null) {
        return text;
      }
      each = each.getCause();
    }
    return byType(failure);
  }

  /**
   * The cure alone, to append to the text: {@code "; choose another port"} or {@code ": is a server
   * listening there?"}; empty if none is known.
   */
  public static String cure(Throwable failure, Situation situation, @Nullable InetAddress address) {
    String words = of(failure);
    String all = of(failure, situation, address);
    return all.startsWith(words) ? all.substring(words.length()) : "";
  }

  /** The same for an error of the kernel. */
  public static String cure(SystemError error, Situation situation) {
    return situation.explain(error, null).substring(error.words().length());
  }

  /** Why a stream socket cannot listen at an address, and the cure. */
  public static String listening(Throwable failure, SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? of(failure, Situation.LISTEN, internet.getAddress())
        : of(failure, Situation.LISTEN_UNIX);
  }

  /** An error of the kernel, and the cure in this situation. */
  public static String of(SystemError error, Situation situation) {
    return situation.explain(error, null);
  }

  /** The text of one failure without its causes; null if only a cause has a usable text. */
  private static @Nullable String alone(
      Throwable failure, Situation situation, @Nullable InetAddress address) {
    Throwable cause = failure.getCause();
    String message = PlainMessage.of(failure);
    if (PlainMessage.isOurs(failure) && !(failure instanceof SystemCallException)) {
      return message.isEmpty() || PlainMessage.repeatsCause(failure, cause) ? null : message;
    }
    if (cause != null && (isWrapper(failure) || PlainMessage.repeatsCause(failure, cause))) {
      return wrapped(failure, message, situation, address);
    }
    String known = known(failure, situation);
    if (known != null) {
      return known;
    }
    SystemError error = SystemError.alone(failure);
    if (error != null) {
      return situation.explain(error, address);
    }
    if (cause != null && saysMore(cause)) {
      return null;
    }
    return isInternal(failure) || message.isEmpty() ? null : message;
  }

  /** Adds the cause to a message such as {@code cannot write load.csv}. */
  private static @Nullable String wrapped(
      Throwable failure, String message, Situation situation, @Nullable InetAddress address) {
    Throwable cause = failure.getCause();
    boolean hasOwn =
        failure.getClass() == UncheckedIOException.class || failure.getClass() == IOException.class;
    if (cause == null
        || !hasOwn
        || message.isEmpty()
        || PlainMessage.repeatsCause(failure, cause)) {
      return null;
    }
    String why = of(cause, situation, address);
    return message.toLowerCase(Locale.ROOT).contains(why.toLowerCase(Locale.ROOT))
        ? message
        : message + ": " + why;
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof UncheckedIOException
        || failure instanceof ExecutionException
        || failure instanceof CompletionException
        || failure instanceof InvocationTargetException
        || failure instanceof UndeclaredThrowableException
        || failure instanceof ExceptionInInitializerError
        || failure instanceof SSLException
        || failure.getClass() == IOException.class
        || failure.getClass() == RuntimeException.class;
  }

  /** Whether this is a wrapper of Netty or the JDK whose cause says more. */
  private static boolean saysMore(Throwable cause) {
    return cause instanceof IOException || PlainMessage.isOurs(cause) || cause instanceof Error;
  }

  /** The text of exceptions whose message is missing or useless. */
  private static @Nullable String known(Throwable failure, Situation situation) {
    if (failure instanceof UnknownHostException e) {
      return NameFailure.of(e).text();
    }
    if (failure instanceof PortUnreachableException) {
      return situation.portUnreachable();
    }
    if (failure instanceof OutOfMemoryError e) {
      return outOfMemory(e);
    }
    for (Map.Entry<Class<? extends Exception>, String> each : TEXTS.entrySet()) {
      if (each.getKey().isInstance(failure)) {
        return each.getValue();
      }
    }
    return null;
  }

  private static Map<Class<? extends Exception>, String> texts() {
    Map<Class<? extends Exception>, String> texts = new LinkedHashMap<>();
    texts.put(UnresolvedAddressException.class, NameFailure.UNKNOWN.text());
    texts.put(SocketTimeoutException.class, "timed out");
    texts.put(TimeoutException.class, "timed out");
    texts.put(ClosedByInterruptException.class, "interrupted");
    texts.put(AsynchronousCloseException.class, "closed in the meantime");
    texts.put(ClosedChannelException.class, "already closed");
    texts.put(ClosedSelectorException.class, "already closed");
    texts.put(NotYetConnectedException.class, "not connected");
    texts.put(InterruptedException.class, "interrupted");
    texts.put(EOFException.class, "unexpected end of input");
    texts.put(CharacterCodingException.class, "not valid UTF-8");
    return texts;
  }

  private static String outOfMemory(OutOfMemoryError failure) {
    String message = PlainMessage.of(failure).toLowerCase(Locale.ROOT);
    if (message.contains("thread")) {
      return "cannot start another thread; raise ulimit -u, or the process limit of systemd"
          + " (TasksMax) or of the container (pids)";
    }
    if (message.contains("direct")) {
      return "out of direct memory; raise -XX:MaxDirectMemorySize in JDK_JAVA_OPTIONS";
    }
    return "out of memory; raise -Xmx in JDK_JAVA_OPTIONS";
  }

  private static boolean isInternal(Throwable failure) {
    boolean basic = failure.getClass().getName().startsWith("java.lang.");
    boolean says =
        failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof UnsupportedOperationException
            || failure instanceof SecurityException
            || failure.getClass() == Exception.class
            || failure.getClass() == RuntimeException.class
            || failure.getClass() == Throwable.class;
    return basic && !says;
  }

  /** The last resort for a chain without any usable text. */
  private static String byType(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < SystemError.MOST_CAUSES; depth++) {
      root = root.getCause();
    }
    String kind = PlainMessage.kind(root);
    if (root instanceof RuntimeException || root instanceof Error) {
      return kind.isEmpty() ? INTERNAL : INTERNAL + " (" + kind + ")";
    }
    return kind.isEmpty() ? "unknown error" : kind;
  }
}
