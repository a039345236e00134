package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.ProcessorTime;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** accept(2) that fails, by strace's fault injection, in the real program. */
@Isolated("measures processor time")
final class AcceptFailureIT {

  /** What concerns one connection stops nobody: all are served without a pause. */
  @ParameterizedTest
  @CsvSource({
    "ECONNABORTED, epoll", "EPROTO, epoll", "EPERM, epoll", "ENETDOWN, epoll",
    "EHOSTUNREACH, epoll", "EOPNOTSUPP, epoll", "EPROTO, nio", "EPERM, nio"
  })
  void servesOnAfterAFailureOfOneConnection(String error, String transport) throws IOException {
    // Of every two calls one fails, before it takes a connection from the backlog.
    try (ServerProgram server = failing(error + ":when=1+2", transport)) {
      long startNs = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertServes(server);
      }
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
      assertTrue(tookMs < 10_000, "20 connections took " + tookMs + " ms: " + server.program());
      server.program().awaitStderr("cannot accept on tcp 127.0.0.1:");
    }
  }

  /** What is lacking is waited for, and then all is as before. */
  @ParameterizedTest
  @ValueSource(strings = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"})
  void servesOnAfterALackOfResources(String error) throws IOException {
    try (ServerProgram server = failing(error + ":when=1..2", "epoll")) {
      assertServes(server);
      assertServes(server);
      server.program().awaitStderr("cannot accept on tcp 127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ECONNABORTED", "EMFILE"})
  void doesNotSpinOnAFailureThatNeverEnds(String error) throws IOException {
    try (ServerProgram server = failing(error + ":when=2+", "epoll");
        Socket served = connect(server)) {
      assertEchoes(served);
      try (Socket waiting = connect(server)) {
        assertTrue(waiting.isConnected());
        server.program().awaitStderr("cannot accept on tcp 127.0.0.1:");
        ProcessorTime.assertIdle(server.javaPid());
        assertEchoes(served);
      }
    }
  }

  private static ServerProgram failing(String injection, String transport) {
    Path strace = Installed.require("strace");
    return ServerProgram.of(
        List.of(
            strace.toString(),
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-e",
            "trace=accept,accept4",
            "-e",
            "inject=accept,accept4:error=" + injection,
            "-o",
            "/dev/null",
            "bin/echoserver",
            "-q",
            "--event-loops",
            "1",
            "--transport",
            transport,
            "127.0.0.1:0"));
  }

  private static void assertServes(ServerProgram server) throws IOException {
    try (Socket client = connect(server)) {
      assertEchoes(client);
    }
  }

  private static Socket connect(ServerProgram server) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 20_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void assertEchoes(Socket client) throws IOException {
    byte[] line = "still here\n".getBytes(StandardCharsets.US_ASCII);
    client.getOutputStream().write(line);
    assertArrayEquals(line, client.getInputStream().readNBytes(line.length));
  }
}
