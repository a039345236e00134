package dev.echo7.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes as users write them, and sees how they and their peers end. */
@Timeout(60)
@Isolated("takes standard error away")
class StartStopTest {
  private static final Map<String, String> IN_PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled", "true",
          "junit.jupiter.execution.parallel.mode.default", "concurrent",
          "junit.jupiter.execution.parallel.config.strategy", "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism", "4",
          "junit.jupiter.execution.parallel.config.fixed.max-pool-size", "8");
  private static final Map<String, String> IN_TURN =
      Map.of("junit.jupiter.execution.parallel.enabled", "false");

  private final Outcome outcome = new Outcome();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** How tests and classes ended. */
  private static final class Outcome implements TestExecutionListener {
    private final List<String> passed = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        passed.add(test.getDisplayName());
      }
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        result.getThrowable().ifPresent(failures::add);
      }
    }
  }

  @BeforeEach
  void begin() {
    Fixtures.USED.clear();
  }

  @AfterEach
  void everyPeerIsStopped() {
    for (EchoPeer used : Fixtures.USED) {
      assertTrue(used.toString().endsWith("(stopped)"), used::toString);
      assertThrows(IOException.class, () -> Client.connect(used).close());
    }
  }

  private void run(Map<String, String> parameters, Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(classes).map(each -> selectClass(each)).toList())
            .configurationParameters(parameters)
            .build();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    try {
      LauncherFactory.create().execute(request, outcome);
    } finally {
      System.setErr(before);
    }
  }

  private void assertPasses(int tests, Class<?>... classes) {
    run(IN_TURN, classes);
    assertEquals(List.of(), outcome.failures);
    assertEquals(tests, outcome.passed.size());
    assertEquals("", printed.toString(UTF_8));
  }

  @Test
  void startsOnePerTestAndInvocation() {
    assertPasses(4, Fixtures.OnePerTest.class);
  }

  @Test
  void startsAStaticOneOncePerClass() {
    assertPasses(3, Fixtures.OnePerClass.class);
    assertEquals(4, Fixtures.USED.size());
  }

  @Test
  void startsThoseOfEnclosingClasses() {
    assertPasses(2, Fixtures.Outer.class);
    assertEquals(6, Fixtures.USED.size());
  }

  @Test
  void startsOneOncePerClassThatIsInstantiatedOnce() {
    assertPasses(2, Fixtures.OneInstance.class);
  }

  @Test
  void startsThoseOfSuperclasses() {
    assertPasses(8, Fixtures.FirstOfBase.class, Fixtures.SecondOfBase.class);
  }

  @Test
  void servesTestsThatRunInParallel() {
    run(
        IN_PARALLEL,
        Fixtures.OnePerTest.class,
        Fixtures.Outer.class,
        Fixtures.FirstOfBase.class,
        Fixtures.SecondOfBase.class);
    assertEquals(List.of(), outcome.failures);
    assertEquals(14, outcome.passed.size());
  }

  @Test
  void printsWhatThePeersOfAFailedTestSaw() {
    run(IN_TURN, Fixtures.Failing.class);
    assertEquals(1, outcome.failures.size());
    List<String> lines = printed.toString(UTF_8).lines().toList();
    assertEquals(4, lines.size(), printed::toString);
    assertTrue(
        lines.get(0).matches("fails\\(\\) failed; peer 'peer': tcp://127\\.0\\.0\\.1:[0-9]+"),
        lines.get(0));
    assertTrue(
        lines.get(1).startsWith("  connection 0 from 127.0.0.1:")
            && lines.get(1).contains(": received 10, sent "),
        lines.get(1));
    assertTrue(
        lines.get(2).startsWith("fails() failed; peer 'SHARED': tcp://127.0.0.1:"), lines.get(2));
    assertEquals("  nothing came in", lines.get(3));
  }

  @Test
  void printsNothingForAnAbortedTest() {
    assertPasses(0, Fixtures.Aborted.class);
  }

  @Test
  void namesAFieldWithoutAPeer() {
    assertFailsWith("Missing.peer is null; initialize it", Fixtures.Missing.class);
    assertFailsWith("NoPeer.peer is a java.lang.String", Fixtures.NoPeer.class);
  }

  @Test
  void stopsThoseThatWereStartedBeforeAFailure() throws IOException {
    assertFailsWith("cannot listen on tcp 127.0.0.1:", Fixtures.CannotStart.class);
    Objects.requireNonNull(Fixtures.CannotStart.taken).close();
    assertTrue(Fixtures.USED.get(0).port() > 0, "was started before");
  }

  private void assertFailsWith(String message, Class<?> fixture) {
    outcome.failures.clear();
    run(IN_TURN, fixture);
    assertEquals(1, outcome.failures.size());
    String actual = String.valueOf(outcome.failures.get(0).getMessage());
    assertTrue(actual.contains(message), actual);
    assertEquals(List.of(), outcome.passed);
  }
}
