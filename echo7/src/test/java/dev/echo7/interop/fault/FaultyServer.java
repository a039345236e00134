package dev.echo7.interop.fault;

import dev.echo7.interop.Program;
import dev.echo7.server.tls.TrustEverybody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * {@code bin/echoserver} on an endpoint with faults; over TLS also on one without, whose
 * certificate is the one to trust.
 */
final class FaultyServer implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("listening on \\S+ \\S+:(\\d+) .*\\R");

  private final Program program;
  private final String transport;
  private final List<Integer> ports;

  private FaultyServer(Program program, String transport) {
    int endpoints = transport.equals("tls") ? 2 : 1;
    this.program = program;
    this.transport = transport;
    program.awaitStderr(said -> ports(said).size() == endpoints);
    this.ports = ports(program.stderr());
  }

  /**
   * Starts it on loopback.
   *
   * @param transport tcp, tls or udp
   */
  static FaultyServer start(String transport, String faults) {
    String endpoint = transport + "://127.0.0.1:0";
    List<String> command = new ArrayList<>(List.of("bin/echoserver", "-q"));
    command.add(endpoint + "?" + faults);
    if (transport.equals("tls")) {
      command.add(endpoint);
    }
    Program program = Program.start(command);
    try {
      return new FaultyServer(program, transport);
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
  }

  private static List<Integer> ports(String said) {
    return PORT.matcher(said).results().map(line -> Integer.valueOf(line.group(1))).toList();
  }

  /** Of the faulty endpoint. */
  int port() {
    return ports.get(0);
  }

  /** The faulty endpoint, as a client names it. */
  String target() {
    return transport + "://127.0.0.1:" + port();
  }

  /** Saves the certificate to trust as PEM. */
  Path certificate(Path folder) throws IOException, GeneralSecurityException {
    SSLSocketFactory sockets = TrustEverybody.context().getSocketFactory();
    try (SSLSocket socket = (SSLSocket) sockets.createSocket("127.0.0.1", ports.get(1))) {
      socket.startHandshake();
      byte[] shown = socket.getSession().getPeerCertificates()[0].getEncoded();
      return Files.writeString(
          folder.resolve("shown.pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(shown)
              + "\n-----END CERTIFICATE-----\n");
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
