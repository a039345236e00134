package dev.echo7.net.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.OwnClasses;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.posix.NativeCalls;
import dev.echo7.net.posix.SystemError;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is thrown, users get one meaningful line. */
class FailureTextTest {
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\b\\w*(Exception|Error|Throwable)\\b|\\b(java|javax|io\\.netty|dev)\\.\\w+");
  private static final Pattern NULL = Pattern.compile("\\bnull\\b");

  @BeforeAll
  static void loadsTheLibraryOfNettysErrors() {
    Epoll.ensureAvailability();
  }

  @Test
  void leavesTheBracketsOfAnAddressThatComesFirst() {
    String said = "[fe80::1]:9 connection refused, ::1 not";
    assertEquals(said, FailureText.of(new InvalidEndpointException(said)));
    assertEquals("::1 not", FailureText.of(new InvalidEndpointException("::1 not")));
  }

  @Test
  void hasWordsForEveryThrowableThatCanReachIt() throws Exception {
    List<String> wrong = new ArrayList<>();
    int made = 0;
    Set<Class<?>> types = throwables();
    for (Class<?> type : types) {
      for (Throwable failure : madeInEveryWay(type)) {
        made++;
        for (Situation situation : List.of(Situation.OTHER, Situation.CONNECT)) {
          String fault = fault(FailureText.of(failure, situation));
          if (fault != null) {
            wrong.add(type.getName() + " [" + failure.getMessage() + "]: " + fault);
          }
        }
      }
    }
    assertEquals(List.of(), wrong.stream().distinct().limit(20).toList());
    assertTrue(types.size() > 250, "found only " + types.size() + " types");
    assertTrue(made > 8 * types.size(), "made only " + made + " of " + types.size() + " types");
  }

  private static @Nullable String fault(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "nothing";
    }
    // Quoted text is the culprit itself, whatever it contains.
    String spoken = text.replaceAll("'.*'", "''");
    boolean plain =
        text.lines().count() == 1
            && text.equals(text.strip())
            && text.chars().noneMatch(Character::isISOControl)
            && !NULL.matcher(spoken).find()
            && !CLASS_NAME.matcher(spoken).find();
    return plain ? null : "'" + text + "'";
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryErrorByItsNumberAndByItsText(SystemError error) {
    String text = NativeCalls.ofThisJvm().errorText(error.number());
    assertEquals(error, SystemError.of(error.number()));
    assertEquals(error, SystemError.of(new IOException(text)));
    assertEquals(error, SystemError.of(new FileSystemException("/tmp/x", null, text)));
    assertEquals(error, SystemError.of(new FileNotFoundException("/tmp/x (" + text + ")")));
    assertEquals(error, SystemError.of(Errors.newIOException("accept", -error.number())));
    assertEquals(error.words(), FailureText.of(new SocketException(text)));
    for (Situation situation : Situation.values()) {
      String words = FailureText.of(error, situation);
      assertEquals(null, fault(words), situation.toString());
      assertTrue(words.startsWith(error.words()), words);
    }
  }

  @Test
  void saysWhatCannotBeReached() throws Exception {
    assertEquals(
        "connection refused: is a server listening there?",
        connecting(new ConnectException("Connection refused")));
    assertEquals(
        "connection refused (ICMP port unreachable): is a server listening there?",
        connecting(new PortUnreachableException()));
    assertEquals(
        "no route to host; ip route get 192.0.2.1 shows the route",
        connecting(new NoRouteToHostException()));
    assertEquals(
        "network is unreachable; ip route get 192.0.2.1 shows the route",
        connecting(new SocketException("Network is unreachable: no further information")));
    assertEquals(
        "permission denied; a route prohibits it, or it is a broadcast address (ip route get"
            + " 192.0.2.1)",
        connecting(new BindException("Permission denied")));
    assertEquals(
        "operation not permitted; this machine's firewall drops it (nft list ruleset)",
        FailureText.of(new SocketException("Operation not permitted"), Situation.SEND_DATAGRAM));
    assertEquals(
        "invalid argument; add the interface: fe80::1%eth0",
        FailureText.of(
            new SocketException("Invalid argument"),
            Situation.CONNECT,
            InetAddress.ofLiteral("fe80::1")));
    assertEquals(
        "address not available; no source port is left; widen net.ipv4.ip_local_port_range, or"
            + " use fewer connections",
        connecting(new BindException("Cannot assign requested address")));
  }

  private static String connecting(Throwable failure) {
    return FailureText.of(failure, Situation.CONNECT, InetAddress.ofLiteral("192.0.2.1"));
  }

  @Test
  void tellsAMissingNameFromAMissingNameServer() {
    assertEquals(
        "no such host; check the name, or give a numeric address",
        FailureText.of(new UnknownHostException("nosuch: Name or service not known")));
    assertEquals(
        "the name server does not answer; check /etc/resolv.conf, or give a numeric address",
        FailureText.of(new UnknownHostException("h: Temporary failure in name resolution")));
    assertEquals(
        "no such host; check the name, or give a numeric address",
        FailureText.of(new UnresolvedAddressException()));
  }

  @Test
  void looksThroughWhatIsPutAroundAFailure() {
    IOException refused = new IOException("Permission denied");
    assertEquals("permission denied", FailureText.of(new UncheckedIOException(refused)));
    assertEquals("permission denied", FailureText.of(new ExecutionException(refused)));
    assertEquals("permission denied", FailureText.of(new ExceptionInInitializerError(refused)));
    assertEquals(
        "cannot write load.csv: permission denied",
        FailureText.of(new UncheckedIOException("cannot write load.csv", refused)));
    assertEquals(
        "unable to find valid certification path",
        FailureText.of(
            new SSLHandshakeException(
                "PKIX path building failed",
                new IOException("unable to find valid certification path"))));
  }

  @Test
  void staysShortHoweverMuchAMessageSays() {
    for (String part : List.of("a", "a.", "a.B ", "null ", ": ", "x")) {
      String text = FailureText.of(new IOException("+" + part.repeat(20_000) + "!"));
      assertTrue(text.length() <= 500, part);
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    assertEquals(
        "no such file or directory; check the path",
        FailureText.of(new NoSuchFileException("/tmp/x"), Situation.READ_FILE));
    assertEquals(
        "permission denied; check the permissions of the file and its directories",
        FailureText.of(new AccessDeniedException("/tmp/x"), Situation.WRITE_FILE));
    assertEquals(
        "no space left on device; free some disk space (see df)",
        FailureText.of(
            new FileSystemException("/tmp/x", null, "No space left on device"),
            Situation.WRITE_FILE));
  }

  @Test
  void namesWhatHasRunOut() {
    assertEquals(
        "cannot start another thread; raise ulimit -u, or the process limit of systemd"
            + " (TasksMax) or of the container (pids)",
        FailureText.of(
            new OutOfMemoryError(
                "unable to create native thread: possibly out of memory or process/resource limits"
                    + " reached")));
    assertEquals(
        "out of memory; raise -Xmx in JDK_JAVA_OPTIONS",
        FailureText.of(new OutOfMemoryError("Java heap space")));
    assertEquals(
        "out of direct memory; raise -XX:MaxDirectMemorySize in JDK_JAVA_OPTIONS",
        FailureText.of(new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory")));
  }

  @Test
  void hasWordsForWhatComesWithoutAny() {
    assertEquals("already closed", FailureText.of(new ClosedChannelException()));
    assertEquals("closed in the meantime", FailureText.of(new AsynchronousCloseException()));
    assertEquals("timed out", FailureText.of(new SocketTimeoutException()));
    assertEquals("internal error (stack overflow)", FailureText.of(new StackOverflowError()));
    assertEquals(
        "internal error (missing value pointer)", FailureText.of(new NullPointerException()));
    assertEquals("io", FailureText.of(new IOException()));
  }

  @Test
  void endsOnARingOfCauses() {
    IOException first = new IOException();
    IOException second = new IOException(null, first);
    first.initCause(second);
    assertEquals(null, fault(FailureText.of(first)));
    assertEquals(null, SystemError.of(first));
  }

  @Test
  void takesNoWordsOfOursForTheKernels() {
    assertEquals(null, SystemError.of(new IOException("the handshake timed out")));
    assertEquals(null, SystemError.of(new IllegalStateException("Broken pipe")));
    assertFalse(SystemError.EPIPE.isIn(new IOException("a broken pipe dream")));
  }

  // Every throwable of these packages and jars, and how to create each.

  private static Set<Class<?>> throwables() throws Exception {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (String folder :
        List.of(
            "java/io",
            "java/net",
            "java/nio",
            "java/lang",
            "java/util",
            "javax/net",
            "java/security",
            "sun/nio",
            "sun/net",
            "sun/security")) {
      Path root =
          FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base", folder);
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          String name = file.toString().substring("/modules/java.base/".length());
          addThrowable(types, name);
        }
      }
    }
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (entry.contains("netty") && entry.endsWith(".jar")) {
        try (JarFile jar = new JarFile(entry)) {
          for (String name :
              jar.stream().map(each -> each.getName()).filter(n -> n.endsWith(".class")).toList()) {
            addThrowable(types, name);
          }
        }
      }
    }
    for (var model : OwnClasses.all()) {
      addThrowable(types, model.thisClass().asInternalName() + ".class");
    }
    return types;
  }

  private static void addThrowable(Set<Class<?>> types, String file) {
    if (!file.matches(".*(Exception|Error|Failure|Throwable|Signal)[^/]*\\.class")) {
      return;
    }
    try {
      String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
      Class<?> type = Class.forName(name, false, FailureTextTest.class.getClassLoader());
      if (Throwable.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
        types.add(type);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // Depends on a missing library, so it cannot be thrown here.
    }
  }

  private static List<Throwable> madeInEveryWay(Class<?> type) {
    List<@Nullable String> messages =
        Arrays.asList(
            null,
            "",
            "   ",
            "null",
            "x: null",
            type.getName(),
            type.getSimpleName(),
            "first\nsecond",
            "\n\tat dev.echo7.Main",
            type.getName() + ": Permission denied",
            "java.lang.NullPointerException",
            "\u0007 bell");
    List<@Nullable Throwable> causes =
        Arrays.asList(
            null,
            new IOException("Permission denied"),
            new NullPointerException(),
            new IOException((String) null),
            new IllegalStateException("java.io.IOException"));
    List<Throwable> made = new ArrayList<>();
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      for (String message : messages) {
        for (Throwable cause : causes) {
          Throwable failure = make(constructor, message, cause);
          if (failure != null) {
            made.add(failure);
          }
        }
      }
    }
    return made;
  }

  private static @Nullable Throwable make(
      Constructor<?> constructor, @Nullable String message, @Nullable Throwable cause) {
    try {
      constructor.setAccessible(true);
      Object[] arguments =
          Arrays.stream(constructor.getParameterTypes())
              .map(parameter -> argument(parameter, message, cause))
              .toArray();
      return (Throwable) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable Object argument(
      Class<?> parameter, @Nullable String message, @Nullable Throwable cause) {
    if (parameter == String.class || parameter == Object.class || parameter == CharSequence.class) {
      return message;
    }
    if (parameter.isInstance(cause)) {
      return cause;
    }
    if (parameter == boolean.class) {
      return true;
    }
    if (parameter == long.class) {
      return 1L;
    }
    if (parameter.isPrimitive()) {
      return parameter == int.class ? 1 : null;
    }
    return null;
  }
}
