package dev.echo7.net.posix;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error of the kernel: {@code errno} by its name in C, with its number on Linux and macOS and a
 * text for users.
 *
 * <p>Java passes most of them on as the text of {@code strerror(3)}, Netty with the number as well;
 * {@link #of} recognizes both. Any thread. Source: errno(3), {@code asm-generic/errno.h}, macOS's
 * {@code sys/errno.h}.
 */
public enum SystemError {
  EPERM(1, 1, "operation not permitted"),
  ENOENT(2, 2, "no such file or directory"),
  ESRCH(3, 3, "no such process"),
  EINTR(4, 4, "interrupted by a signal", "interrupted system call"),
  EIO(5, 5, "input/output error", "i/o error"),
  ENXIO(6, 6, "no such device or address", "device not configured"),
  E2BIG(7, 7, "argument list too long"),
  ENOEXEC(8, 8, "exec format error"),
  EBADF(9, 9, "bad file descriptor"),
  ECHILD(10, 10, "no child processes", "no child process"),
  EAGAIN(11, 35, "resource temporarily unavailable", "try again"),
  ENOMEM(12, 12, "the kernel is out of memory", "cannot allocate memory", "out of memory"),
  EACCES(13, 13, "permission denied"),
  EFAULT(14, 14, "bad address"),
  EBUSY(16, 16, "device or resource busy", "resource busy"),
  EEXIST(17, 17, "file exists"),
  EXDEV(18, 18, "on another file system", "invalid cross-device link", "cross-device link"),
  ENODEV(19, 19, "no such device", "operation not supported by device"),
  ENOTDIR(20, 20, "not a directory"),
  EISDIR(21, 21, "is a directory"),
  EINVAL(22, 22, "invalid argument"),
  ENFILE(23, 23, "too many open files on this machine", "too many open files in system"),
  EMFILE(24, 24, "too many open files", "no file descriptors available"),
  ENOTTY(25, 25, "not a terminal", "inappropriate ioctl for device", "not a tty"),
  ETXTBSY(26, 26, "text file busy"),
  EFBIG(27, 27, "file too large"),
  ENOSPC(28, 28, "no space left on device"),
  ESPIPE(29, 29, "cannot seek in a pipe", "illegal seek", "invalid seek"),
  EROFS(30, 30, "read-only file system"),
  EMLINK(31, 31, "too many links"),
  EPIPE(32, 32, "broken pipe"),
  EDEADLK(35, 11, "resource deadlock avoided", "resource deadlock would occur"),
  ENAMETOOLONG(36, 63, "file name too long", "filename too long"),
  ENOLCK(37, 77, "no locks available"),
  ENOSYS(38, 78, "not supported by this kernel", "function not implemented"),
  ENOTEMPTY(39, 66, "directory not empty"),
  ELOOP(40, 62, "too many levels of symbolic links", "symbolic link loop"),
  ENODATA(61, 96, "no data available"),
  ENONET(64, 0, "this machine is not on the network", "machine is not on the network"),
  ENOLINK(67, 97, "the link has been severed", "link has been severed"),
  ECOMM(70, 0, "communication error on send"),
  EPROTO(71, 100, "protocol error"),
  EBADMSG(74, 94, "bad message"),
  EOVERFLOW(75, 84, "value too large for defined data type", "value too large for data type"),
  EILSEQ(84, 92, "not text in this encoding", "invalid or incomplete multibyte or wide character"),
  EUSERS(87, 68, "too many users"),
  ENOTSOCK(88, 38, "not a socket", "socket operation on non-socket"),
  EDESTADDRREQ(89, 39, "destination address required"),
  EMSGSIZE(90, 40, "message too long", "message too large"),
  EPROTOTYPE(91, 41, "wrong kind of socket", "protocol wrong type for socket"),
  ENOPROTOOPT(92, 42, "protocol not available"),
  EPROTONOSUPPORT(93, 43, "protocol not supported"),
  ESOCKTNOSUPPORT(94, 44, "socket type not supported"),
  EOPNOTSUPP(
      95, 102, "operation not supported", "operation not supported on socket", "not supported"),
  EPFNOSUPPORT(96, 46, "protocol family not supported"),
  EAFNOSUPPORT(
      97,
      47,
      "address family not supported",
      "address family not supported by protocol",
      "address family not supported by protocol family"),
  EADDRINUSE(98, 48, "address already in use", "address in use"),
  EADDRNOTAVAIL(
      99,
      49,
      "address not available",
      "cannot assign requested address",
      "can't assign requested address"),
  ENETDOWN(100, 50, "network is down"),
  ENETUNREACH(101, 51, "network is unreachable", "network unreachable"),
  ENETRESET(102, 52, "the network dropped the connection", "network dropped connection on reset"),
  ECONNABORTED(103, 53, "connection aborted", "software caused connection abort"),
  ECONNRESET(104, 54, "connection reset", "connection reset by peer"),
  ENOBUFS(105, 55, "the kernel is out of socket memory", "no buffer space available"),
  EISCONN(
      106,
      56,
      "already connected",
      "transport endpoint is already connected",
      "socket is already connected"),
  ENOTCONN(
      107, 57, "not connected", "transport endpoint is not connected", "socket is not connected"),
  ESHUTDOWN(
      108, 58, "the socket has been shut down", "cannot send after transport endpoint shutdown"),
  ETOOMANYREFS(109, 59, "too many descriptors in flight", "too many references: cannot splice"),
  ETIMEDOUT(110, 60, "timed out", "connection timed out", "operation timed out"),
  ECONNREFUSED(111, 61, "connection refused"),
  EHOSTDOWN(112, 64, "host is down"),
  EHOSTUNREACH(113, 65, "no route to host", "host is unreachable"),
  EALREADY(114, 37, "already in progress", "operation already in progress"),
  EINPROGRESS(115, 36, "in progress", "operation now in progress", "operation in progress"),
  ESTALE(116, 70, "stale file handle", "stale nfs file handle"),
  EUCLEAN(117, 0, "the file system needs repair", "structure needs cleaning"),
  EREMOTEIO(121, 0, "remote I/O error"),
  EDQUOT(122, 69, "disk quota exceeded", "quota exceeded", "disc quota exceeded"),
  ENOMEDIUM(123, 0, "no medium found"),
  ECANCELED(125, 89, "canceled", "operation canceled"),
  ENOKEY(126, 0, "required key not available"),
  EKEYREJECTED(129, 0, "key was rejected by service"),
  EOWNERDEAD(130, 105, "owner died", "previous owner died"),
  ERFKILL(132, 0, "the radio is switched off", "operation not possible due to rf-kill"),
  EHWPOISON(133, 0, "memory has a hardware error", "memory page has hardware error");

  /** {@code bind(..) failed with error(-98): Address already in use}, as Netty writes it. */
  private static final Pattern NUMBER = Pattern.compile("\\berror\\(-(\\d{1,3})\\)");

  private static final boolean MACOS = System.getProperty("os.name", "").startsWith("Mac");

  /** Limits the walk: a chain of causes may be a cycle. */
  public static final int MOST_CAUSES = 32;

  private final int linux;
  private final int macos;

  /** Exceptions that stand for one error, whatever their text. */
  private static final Map<Class<? extends Exception>, SystemError> BY_EXACT_MEANING =
      Map.of(
          NoSuchFileException.class, ENOENT,
          AccessDeniedException.class, EACCES,
          FileAlreadyExistsException.class, EEXIST,
          NotDirectoryException.class, ENOTDIR,
          DirectoryNotEmptyException.class, ENOTEMPTY,
          FileSystemLoopException.class, ELOOP,
          PortUnreachableException.class, ECONNREFUSED,
          UnsupportedAddressTypeException.class, EAFNOSUPPORT);

  /** Those whose text says more: of Netty, or in another language. */
  private static final Map<Class<? extends Exception>, SystemError> BY_USUAL_MEANING =
      Map.of(NoRouteToHostException.class, EHOSTUNREACH, FileNotFoundException.class, ENOENT);

  private final String words;

  /** Other texts of C libraries, separated by line ends. */
  private final String texts;

  SystemError(int linux, int macos, String words, String... texts) {
    this.linux = linux;
    this.macos = macos;
    this.words = words;
    this.texts = String.join("\n", texts);
  }

  /** The text, in lower case without a full stop: {@code address already in use}. */
  public String words() {
    return words;
  }

  /** The number on this machine; 0 if its kernel does not have this error. */
  public int number() {
    return MACOS ? macos : linux;
  }

  /** Whether a resource ran out: descriptors or memory. */
  public static boolean isShortage(Throwable failure) {
    SystemError error = of(failure);
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
  }

  /** Whether it is the socket itself that can no longer be used. */
  public static boolean isOfTheSocket(Throwable failure) {
    SystemError error = of(failure);
    return error == EBADF || error == ENOTSOCK || error == EINVAL;
  }

  /** Whether a failure or one of its causes is this error. */
  public boolean isIn(Throwable failure) {
    return of(failure) == this;
  }

  /**
   * Finds the error of the kernel in a failure or one of its causes.
   *
   * @return null if none is recognized
   */
  public static @Nullable SystemError of(Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
      SystemError found = alone(each);
      if (found != null) {
        return found;
      }
      each = each.getCause();
    }
    return null;
  }

  /** The error with a number on this machine; null if unknown. */
  public static @Nullable SystemError of(int number) {
    return Arrays.stream(values())
        .filter(error -> number != 0 && error.number() == number)
        .findFirst()
        .orElse(null);
  }

  /** The same for one failure without its causes. */
  public static @Nullable SystemError alone(Throwable failure) {
    SystemError known =
        failure instanceof SystemCallException call
            ? of(call.number())
            : byType(failure, BY_EXACT_MEANING);
    String text = failure.getMessage();
    boolean fromOutside = failure instanceof IOException || isOfNetty(failure);
    if (known == null && text != null && fromOutside) {
      known = inText(text);
    }
    return known != null ? known : byType(failure, BY_USUAL_MEANING);
  }

  private static boolean isOfNetty(Throwable failure) {
    return failure.getClass().getName().startsWith("io.netty.");
  }

  private static @Nullable SystemError byType(
      Throwable failure, Map<Class<? extends Exception>, SystemError> types) {
    for (Map.Entry<Class<? extends Exception>, SystemError> each : types.entrySet()) {
      if (each.getKey().isInstance(failure)) {
        return each.getValue();
      }
    }
    return null;
  }

  private static @Nullable SystemError inText(String text) {
    Matcher number = NUMBER.matcher(text);
    SystemError numbered = number.find() ? of(Integer.parseInt(number.group(1))) : null;
    if (numbered != null) {
      return numbered;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    SystemError inEnglish = longestIn(lower, Texts.ENGLISH);
    return inEnglish != null ? inEnglish : longestIn(lower, LocalTexts.ALL);
  }

  private static @Nullable SystemError longestIn(String text, Map<String, SystemError> texts) {
    for (Map.Entry<String, SystemError> each : texts.entrySet()) {
      int at = text.lastIndexOf(each.getKey());
      if (at >= 0 && begins(text, at) && ends(text, at + each.getKey().length())) {
        return each.getValue();
      }
    }
    return null;
  }

  /**
   * Whether a text begins here: at the start, or after a colon or a bracket, as in {@code /tmp/x
   * (Permission denied)}.
   */
  private static boolean begins(String text, int at) {
    return at == 0 || text.startsWith(": ", at - 2) || text.charAt(at - 1) == '(';
  }

  /**
   * Whether a text ends here: at the end, or before what the JDK adds, as in {@code Connection
   * refused: no further information}.
   */
  private static boolean ends(String text, int at) {
    return at == text.length() || ":)".indexOf(text.charAt(at)) >= 0 || text.startsWith(" (", at);
  }

  /** The texts to look for, in lower case; the longest first, since some are prefixes of others. */
  private static final class Texts {
    private static final Comparator<String> LONGEST_FIRST =
        Comparator.comparingInt(String::length).reversed().thenComparing(text -> text);
    private static final Map<String, SystemError> ENGLISH = english();

    private static Map<String, SystemError> english() {
      Map<String, SystemError> texts = new TreeMap<>(LONGEST_FIRST);
      for (SystemError error : SystemError.values()) {
        texts.put(error.words.toLowerCase(Locale.ROOT), error);
        error.texts.lines().forEach(text -> texts.put(text, error));
      }
      return texts;
    }
  }

  /**
   * The texts in the C library's locale, into which it translates its messages. To look them up
   * takes a descriptor, which may be what is missing: so only for a text that is not English.
   */
  private static final class LocalTexts {
    private static final Map<String, SystemError> ALL = all();

    private static Map<String, SystemError> all() {
      Map<String, SystemError> texts = new TreeMap<>(Texts.LONGEST_FIRST);
      NativeCalls calls = NativeCalls.ofThisJvm();
      for (SystemError error : SystemError.values()) {
        String text = error.number() == 0 ? null : calls.errorText(error.number());
        if (text != null) {
          texts.put(text.toLowerCase(Locale.ROOT), error);
        }
      }
      return texts;
    }
  }
}
