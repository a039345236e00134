package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Browser;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The pictures of the live page in docs/operations.md: a busy server behind a proxy, watched for a
 * while. They are written to target/pictures; CONTRIBUTING.md says how they get into docs/images.
 */
final class PagePicturesIT {
  private static final Path FOLDER = Path.of("target", "pictures");
  private static final int CLIENTS = 48;
  private static final int WATCHED_S = 45;
  private static final long SEED = 7;

  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  void showsABusyServerInLightAndInDark() throws IOException, InterruptedException {
    try (ServerProgram server =
            ServerProgram.start(
                "-q",
                "-n",
                "--event-loops",
                "2",
                "--admin",
                "127.0.0.1:0",
                "--proxy-protocol",
                "required",
                "--proxy-from",
                "127.0.0.1",
                "[::]:0");
        Browser browser = Browser.start()) {
      List<Thread> clients = new ArrayList<>();
      browser.prefer("light");
      browser.open("http://" + AdminPlace.of(server) + "/");
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(server.port(), i);
        clients.add(Thread.ofVirtual().start(client));
      }
      try {
        browser.await("document.getElementById('table').ariaRowCount > 10");
        // Till the charts have something to show.
        LockSupport.parkNanos(Duration.ofSeconds(WATCHED_S).toNanos());
        browser.picture(FOLDER.resolve("page-light.png"));
        browser.prefer("dark");
        browser.await("matchMedia('(prefers-color-scheme: dark)').matches");
        assertEquals("serving", browser.text("#state"));
        browser.picture(FOLDER.resolve("page-dark.png"));
      } finally {
        ended.set(true);
        for (Thread client : clients) {
          client.join();
        }
      }
    }
  }

  /** Somebody who comes, echoes at a pace of his own, goes, and comes back. */
  private final class Client implements Runnable {
    private final int port;
    private final Random random;
    private int visits;

    Client(int port, int number) {
      this.port = port;
      this.random = new Random(SEED + number);
    }

    @Override
    public void run() {
      while (!ended.get()) {
        pause(Duration.ofMillis(random.nextInt(visits++ == 0 ? 20_000 : 4_000)));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          if (random.nextInt(12) == 0) {
            // Not a proxy: refused.
            socket
                .getOutputStream()
                .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
            continue;
          }
          socket.getOutputStream().write(header().getBytes(StandardCharsets.US_ASCII));
          talk(socket);
        } catch (IOException e) {
          // It was refused, as one that is no proxy is; or the server has ended.
        }
      }
    }

    private void pause(Duration time) {
      for (long leftMs = time.toMillis(); leftMs > 0 && !ended.get(); leftMs -= 50) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }

    private String header() {
      if (random.nextInt(3) == 0) {
        return String.format(
            Locale.ROOT,
            "PROXY TCP6 2001:db8:%x::%x 2001:db8::7 %d 7\r\n",
            random.nextInt(0xffff),
            random.nextInt(0xffff),
            40_000 + random.nextInt(9_999));
      }
      return String.format(
          Locale.ROOT,
          "PROXY TCP4 203.0.113.%d 198.51.100.7 %d 7\r\n",
          1 + random.nextInt(250),
          40_000 + random.nextInt(9_999));
    }

    private void talk(Socket socket) throws IOException {
      int messages = 20 + random.nextInt(random.nextInt(4) == 0 ? 60 : 2_000);
      int size = 16 << random.nextInt(9);
      long pauseNs = Duration.ofMillis(10 + random.nextInt(400)).toNanos();
      byte[] message = new byte[size];
      for (int i = 0; i < messages && !ended.get(); i++) {
        socket.getOutputStream().write(message);
        socket.getInputStream().readNBytes(size);
        double wave = 1 + 0.6 * Math.sin(System.nanoTime() / 6e9);
        LockSupport.parkNanos((long) (pauseNs * wave));
      }
    }
  }
}
