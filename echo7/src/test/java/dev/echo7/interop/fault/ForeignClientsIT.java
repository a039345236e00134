package dev.echo7.interop.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients that are not ours see of faults. */
final class ForeignClientsIT {
  /** Connects to a port, over TLS if it gets a certificate to trust, and tells what comes. */
  private static final String NODE =
      """
      const [port, ca] = process.argv.slice(1);
      const options = {port: Number(port), host: '127.0.0.1'};
      const client = ca
        ? require('tls').connect({...options, ca: require('fs').readFileSync(ca)})
        : require('net').connect(options);
      let came = 0;
      client.on(ca ? 'secureConnect' : 'connect', () => client.write('hello world\\n'));
      client.on('data', (bytes) => { came += bytes.length; });
      client.on('end', () => console.log('end after ' + came));
      client.on('error', (e) => console.log(e.code + ' after ' + came));
      client.on('close', () => process.exit());
      client.setTimeout(1500, () => { console.log('timeout after ' + came); client.destroy(); });
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "cut=5, end after 5",
    "reset=5, ECONNRESET after 5",
    "reset, ECONNRESET after 0",
    "stall=5, timeout after 5",
    "noread, timeout after 0",
    "greet=hi, timeout after 14",
    "close=half, end after 12",
  })
  void nodeSeesExactlyTheFault(String query, String sees) {
    String node = Installed.require("node").toString();
    try (FaultyServer server = FaultyServer.start("tcp", query);
        Program client = Program.start(node, "-e", NODE, "" + server.port())) {
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(sees, client.stdout().strip(), client::toString);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "cert=expired, CERT_HAS_EXPIRED after 0",
    "cert=not-yet, CERT_NOT_YET_VALID after 0",
    "cert=wrong-host, ERR_TLS_CERT_ALTNAME_INVALID after 0",
    "cert=unknown-ca, UNABLE_TO_VERIFY_LEAF_SIGNATURE after 0",
    "handshake=stall, timeout after 0",
    "cut=5, end after 5",
    "record=1, timeout after 12",
  })
  void nodeSeesExactlyTheFaultOverTls(String query, String sees, @TempDir Path folder)
      throws IOException, GeneralSecurityException {
    String node = Installed.require("node").toString();
    try (FaultyServer server = FaultyServer.start("tls", query)) {
      String trusted = server.certificate(folder).toString();
      try (Program client = Program.start(node, "-e", NODE, "" + server.port(), trusted)) {
        assertEquals(0, client.exitCode(), client::toString);
        assertEquals(sees, client.stdout().strip(), client::toString);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"cut=5, hello", "greet=220%20mail%0A, '220 mail\nhello world\n'"})
  void ncPrintsWhatCame(String query, String prints) {
    try (ServerProgram server = ServerProgram.start("-q", "tcp://127.0.0.1:0?" + query);
        Program nc = Program.start(Installed.command("nc -q 1 127.0.0.1 PORT", server.port()))) {
      nc.feed("hello world\n").endInput().exitCode();
      assertEquals(prints, nc.stdout(), nc::toString);
    }
  }

  @Test
  void socatMeetsTheReset() {
    String socat = Installed.require("socat").toString();
    try (ServerProgram server = ServerProgram.start("-q", "tcp://127.0.0.1:0?reset=5");
        Program client =
            Program.start(socat, "-d", "-d", "-t", "2", "-", "TCP:127.0.0.1:" + server.port())
                .feed("hello world\n")) {
      client.awaitStderr("Connection reset by peer");
      assertTrue(client.stdout().startsWith("hello"), client::toString);
    }
  }
}
