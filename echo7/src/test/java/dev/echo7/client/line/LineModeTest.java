package dev.echo7.client.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.Dialer;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.posix.SystemError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineModeTest {
  private static final LineMode.Options PLAIN = new LineMode.Options(false, false, null);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writesWhatComesBack() throws Exception {
    LineReport report = run(ScriptedPeer::echo, "123\n", PLAIN);
    assertEquals("123\n", out.toString(ISO_8859_1));
    assertComplete(report, 4);
  }

  @Test
  void is8BitClean() throws Exception {
    byte[] all = new byte[256 * 300];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31 + i / 256);
    }
    LineReport report = run(ScriptedPeer::echo, new String(all, ISO_8859_1), PLAIN);
    assertEquals(new String(all, ISO_8859_1), out.toString(ISO_8859_1));
    assertComplete(report, all.length);
  }

  @Test
  void readsWhileItWritesSoThatAnHonestServerCannotBlockIt() throws Exception {
    byte[] bytes = new byte[32 << 20];
    new Random(7).nextBytes(bytes);
    LineReport report = run(ScriptedPeer::echo, new ByteArrayInputStream(bytes), out, PLAIN);
    assertComplete(report, bytes.length);
    assertTrue(Arrays.equals(bytes, out.toByteArray()));
  }

  @Test
  void showsTheBannerOfAServerThatSpeaksFirst() throws Exception {
    PipedOutputStream typist = new PipedOutputStream();
    CompletableFuture<LineReport> report =
        CompletableFuture.supplyAsync(
            () ->
                runUnchecked(
                    (client, in, banner) -> {
                      banner.write("220 ready\r\n".getBytes(ISO_8859_1));
                      in.read();
                    },
                    pipe(typist)));
    while (!out.toString(ISO_8859_1).equals("220 ready\r\n")) {
      Pause.briefly();
    }
    typist.write('x');
    assertInstanceOf(LineReport.Problem.ClosedEarly.class, report.get().problem());
  }

  /**
   * The kernel tells of a reset only once, to the thread that sends or to the one that receives.
   */
  @RepeatedTest(50)
  void namesAResetWhileItSends() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> {
              in.read();
              client.setSoLinger(true, 0);
              client.close();
            },
            "x".repeat(10_000_000),
            PLAIN);
    LineReport.Problem.Connection broken =
        assertInstanceOf(LineReport.Problem.Connection.class, report.problem());
    assertEquals(SystemError.ECONNRESET, SystemError.of(broken.failure()));
  }

  @Test
  void waitsForTheWholeEchoBeforeItHalfCloses() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> {
              byte[] bytes = in.readNBytes(4);
              client.setSoTimeout(200);
              assertThrows(SocketTimeoutException.class, in::read, "a FIN before the echo");
              client.setSoTimeout(0);
              echo.write(bytes, 0, 2);
              echo.flush();
              echo.write(bytes, 2, 2);
              assertEquals(-1, in.read());
            },
            "abc\n",
            PLAIN);
    assertEquals("abc\n", out.toString(ISO_8859_1));
    assertComplete(report, 4);
  }

  @Test
  void halfClosesAtOnceIfAskedTo() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> echo.write(in.readAllBytes()),
            "abc\n",
            new LineMode.Options(true, false, null));
    assertEquals("abc\n", out.toString(ISO_8859_1));
    assertComplete(report, 4);
  }

  @Test
  void sendsCrLfForLfIfAskedToAndNeverTwice() throws Exception {
    LineReport report =
        run(ScriptedPeer::echo, "a\nb\r\nc\n", new LineMode.Options(false, true, null));
    assertEquals("a\r\nb\r\nc\r\n", out.toString(ISO_8859_1));
    assertComplete(report, 9);
  }

  @Test
  void saysHowManyBytesCameBackWhenTheServerClosesEarly() throws Exception {
    LineReport report =
        run((client, in, echo) -> echo.write(in.readNBytes(10), 0, 3), "0123456789", PLAIN);
    assertEquals(10, report.sent());
    assertEquals(3, report.received());
    assertNull(report.problem(), "the input had ended: nothing else but the count is wrong");
    assertFalse(report.identical());
  }

  @Test
  void tellsAReset() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> {
              in.readNBytes(10);
              ScriptedPeer.reset(client);
            },
            "0123456789",
            PLAIN);
    assertInstanceOf(LineReport.Problem.Connection.class, report.problem());
  }

  @Test
  void isContentWithAResetInAnswerToItsFinWhenTheEchoWasComplete() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> {
              echo.write(in.readNBytes(10));
              in.read();
              ScriptedPeer.reset(client);
            },
            "0123456789",
            PLAIN);
    assertComplete(report, 10);
  }

  @Test
  void tellsCorruption() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> {
              byte[] bytes = in.readNBytes(10);
              bytes[7] ^= 0x20;
              echo.write(bytes);
              in.read();
            },
            "0123456789",
            PLAIN);
    assertNull(report.problem());
    assertEquals(10, report.received());
    assertFalse(report.identical());
  }

  @Test
  void tellsMoreThanWasSent() throws Exception {
    LineReport report = run((client, in, echo) -> echo.write(new byte[12]), "0123456789", PLAIN);
    assertFalse(report.identical());
    assertTrue(report.received() == 12 || report.problem() != null, report.toString());
  }

  @Test
  void givesUpOnAServerThatStalls() throws Exception {
    LineReport report =
        run(
            (client, in, echo) -> in.transferTo(OutputStream.nullOutputStream()),
            "0123456789",
            new LineMode.Options(false, false, Duration.ofMillis(200)));
    assertInstanceOf(LineReport.Problem.Idle.class, report.problem());
    assertEquals(0, report.received());
  }

  @Test
  void endsQuietlyWhenNothingIsOwedAndTheTimeIsOut() throws Exception {
    PipedOutputStream typist = new PipedOutputStream();
    InputStream typed = pipe(typist);
    typist.write("abc".getBytes(ISO_8859_1));
    LineReport report =
        run(
            ScriptedPeer::echo,
            typed,
            out,
            new LineMode.Options(false, false, Duration.ofSeconds(2)));
    assertComplete(report, 3);
  }

  @Test
  void tellsAnInputThatCannotBeRead() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Is a directory");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    LineReport report = run(ScriptedPeer::echo, broken, out, PLAIN);
    assertInstanceOf(LineReport.Problem.Input.class, report.problem());
  }

  @Test
  void tellsAnOutputThatCannotBeWritten() throws Exception {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    InputStream input = new ByteArrayInputStream("abc".getBytes(ISO_8859_1));
    LineReport report = run(ScriptedPeer::echo, input, closed, PLAIN);
    assertInstanceOf(LineReport.Problem.Output.class, report.problem());
  }

  private LineReport run(ScriptedPeer.Script script, String input, LineMode.Options options)
      throws IOException {
    return run(script, new ByteArrayInputStream(input.getBytes(ISO_8859_1)), out, options);
  }

  private static LineReport run(
      ScriptedPeer.Script script, InputStream input, OutputStream output, LineMode.Options options)
      throws IOException {
    ReadableByteChannel in = Channels.newChannel(input);
    try (ScriptedPeer peer = ScriptedPeer.playing(script)) {
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port()));
      EchoSession session = Dialer.connect(endpoint, ConnectOptions.DEFAULT);
      return new LineMode(session, options, in, Channels.newChannel(output)).run();
    }
  }

  private LineReport runUnchecked(ScriptedPeer.Script script, InputStream input) {
    try {
      return run(script, input, out, PLAIN);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream pipe(PipedOutputStream typist) {
    try {
      return new PipedInputStream(typist, 1 << 16);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertComplete(LineReport report, long bytes) {
    LineReport.@Nullable Problem problem = report.problem();
    assertNull(problem, () -> String.valueOf(problem));
    assertEquals(bytes, report.sent());
    assertEquals(bytes, report.received());
    assertTrue(report.identical());
  }
}
