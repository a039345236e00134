package dev.echo7.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.server.EchoServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connects to a server with another TLS client: {@code openssl s_client} or gnutls-cli. */
final class SClient {
  private SClient() {}

  /**
   * Connects with openssl, sends this text, and returns everything that it prints until it ends by
   * itself; its input stays open until then.
   *
   * @param options separated by spaces
   */
  static String talk(EchoServer server, String options, String said)
      throws IOException, InterruptedException {
    return run(server.port(), "openssl s_client -connect 127.0.0.1:PORT " + options, said, false);
  }

  /** Connects with openssl, and closes as soon as the handshake is done. */
  static String handshake(EchoServer server, String options)
      throws IOException, InterruptedException {
    return run(server.port(), "openssl s_client -connect 127.0.0.1:PORT " + options, "", true);
  }

  /** The same at this port. */
  static String handshake(int port, String options) throws IOException, InterruptedException {
    return run(port, "openssl s_client -connect 127.0.0.1:PORT " + options, "", true);
  }

  /** The same with GnuTLS. */
  static String gnutls(EchoServer server, String options) throws IOException, InterruptedException {
    return run(server.port(), "gnutls-cli --insecure -p PORT " + options + " 127.0.0.1", "", true);
  }

  private static String run(int port, String line, String said, boolean endsInput)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      command.add(word.replace("PORT", String.valueOf(port)));
    }
    Path output = Files.createTempFile("tls", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      OutputStream in = process.getOutputStream();
      in.write(said.getBytes(UTF_8));
      in.flush();
      if (endsInput) {
        in.close();
      }
      boolean ended = process.waitFor(20, TimeUnit.SECONDS);
      String seen = Files.readString(output);
      assertTrue(ended, () -> line + " went on after: " + seen);
      return seen;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
