package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/echoserver} and {@code bin/echoclient} with each other over TLS, on each engine. */
final class TlsTogetherIT {
  private static final String BORING_SSL = "-Dio.netty.handler.ssl.noOpenSsl=false";
  private static final String JDK = "-Dio.netty.handler.ssl.noOpenSsl=true";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TestCertificates.in(folder);
    made.issue("server");
    made.selfSigned("stranger", "/CN=stranger", "basicConstraints=CA:FALSE");
    made.issue("expired", "DNS:expired", -30, -2);
  }

  @ParameterizedTest
  @ValueSource(strings = {BORING_SSL, JDK})
  void theClientSaysThatItsCertificateIsNotAccepted(String engine) {
    try (ServerProgram server = serve(engine, "--tls-client-ca", file("ca.pem"))) {
      for (String name : List.of("stranger", "expired")) {
        try (Program client =
            client(server, "--tls-cert", file(name + ".pem"), "--tls-key", file(name + ".key"))
                .feed("123\n")) {
          assertEquals(1, client.exitCode(), client::toString);
          assertEquals(1, client.stderr().lines().count(), client::toString);
          assertTrue(
              client.stderr().contains("the server rejected the client certificate CN=" + name),
              client::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BORING_SSL, JDK})
  void noModeOfTheClientLooksLikeATruncationToTheServer(String engine) {
    try (ServerProgram server = serve(engine)) {
      run(server, "ping", "-c", "2", "-i", "0.05");
      run(server, "ping", "--reconnect", "-c", "2", "-i", "0.05");
      run(server, "load", "-c", "3", "-d", "1s", "--warmup", "0");
      try (Program line = client(server).feed("123\n").endInput()) {
        assertEquals(0, line.exitCode(), line::toString);
      }
      server.stop();
      assertFalse(server.program().stderr().contains("close_notify"), server.program()::toString);
    }
  }

  /** As before the network is up: not even the loopback interface is. */
  @Test
  void aServerOnAMachineWithoutAnInterfaceMakesACertificateAllTheSame() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a network namespace needs root");
    List<String> command =
        List.of(
            Installed.require("unshare").toString(), "--net", "bin/echoserver", "-q", "tls://:0");
    try (ServerProgram server = ServerProgram.of(command)) {
      assertTrue(
          server.program().stderr().contains("self-signed certificate for localhost"),
          server.program()::toString);
    }
  }

  private static void run(ServerProgram server, String mode, String... options) {
    List<String> words = new ArrayList<>(List.of(mode));
    words.addAll(List.of(options));
    try (Program client = client(server, words.toArray(String[]::new))) {
      assertEquals(0, client.exitCode(), client::toString);
    }
  }

  private static ServerProgram serve(String engine, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "JDK_JAVA_OPTIONS=" + engine,
                "bin/echoserver",
                "-q",
                "-n",
                "--tls-cert",
                file("server.pem"),
                "--tls-key",
                file("server.key")));
    command.addAll(List.of(options));
    command.add("tls://127.0.0.1:0");
    return ServerProgram.of(command);
  }

  private static Program client(ServerProgram server, String... words) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient"));
    command.addAll(List.of(words));
    command.addAll(List.of("--tls-ca", file("ca.pem"), "tls://127.0.0.1:" + server.port()));
    return Program.start(command);
  }

  private static String file(String name) {
    return Objects.requireNonNull(made).file(name).toString();
  }
}
