package dev.echo7.elsewhere;

import dev.echo7.elsewhere.matrix.ServedBriefly;
import dev.echo7.elsewhere.matrix.SystemCallFailure;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each system call that the server makes for a connection, with each error on its man page. A build
 * runs the cells that once failed and a few others; {@code -Delsewhere=all} runs all.
 */
@Execution(ExecutionMode.SAME_THREAD)
final class ServerSystemCallsIT {
  private static final long SEED = 862;
  private static final int OTHERS = 4;

  /** One server of each kind, which must survive all failures. */
  private static final Map<String, ServedBriefly> SERVERS = new HashMap<>();

  @TempDir private static Path shared;

  @TempDir private Path folder;

  static List<SystemCallFailure> failures() {
    Installed.require("strace");
    if (System.getProperty("elsewhere", "").equals("all")) {
      return SystemCallFailure.all();
    }
    List<SystemCallFailure> others = new ArrayList<>(SystemCallFailure.all());
    others.removeAll(SystemCallFailure.known());
    Collections.shuffle(others, new Random(SEED));
    List<SystemCallFailure> chosen = new ArrayList<>(SystemCallFailure.known());
    chosen.addAll(others.subList(0, OTHERS));
    return chosen;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void servesOnAndGivesBackPlaceAndDescriptor(SystemCallFailure failure) throws IOException {
    ServedBriefly server = server(failure);
    server.serveThrough(failure.call() + ":error=" + failure.error() + ":when=" + failure.nth());
    server.assertAsBefore();
  }

  private static ServedBriefly server(SystemCallFailure failure) throws IOException {
    ServedBriefly server = SERVERS.get(failure.server());
    if (server == null) {
      Path own = Files.createDirectories(shared.resolve(failure.server().replace(' ', '-')));
      server = ServedBriefly.start(failure.transport(), failure.kind(), own);
      SERVERS.put(failure.server(), server);
    }
    return server;
  }

  @AfterAll
  static void endsWhenTold() {
    try {
      SERVERS.values().forEach(ServedBriefly::assertEndsWhenTold);
    } finally {
      SERVERS.values().forEach(ServedBriefly::close);
      SERVERS.clear();
    }
  }

  /** The connection is counted, and the line gives the reason and the cure. */
  @Test
  void resetsAConnectionThatCannotBeRegisteredAndSaysWhy() throws IOException {
    try (ServedBriefly server = ServedBriefly.start("epoll", "tcp", folder)) {
      server.serveThrough("epoll_ctl:error=ENOSPC:when=1");
      server.program().awaitStderr("rejected 127.0.0.1: setup failed on this machine\n");
      server.program().awaitStderr("sysctl fs.epoll.max_user_watches");
    }
  }
}
