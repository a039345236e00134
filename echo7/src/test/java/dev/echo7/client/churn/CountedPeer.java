package dev.echo7.client.churn;

import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that counts its connections, how many are open at once, and how each ends. The first is
 * not counted: every load opens it to find the address.
 */
final class CountedPeer implements AutoCloseable {
  private final ServerSocket listener;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  /** What to do with the n-th connection, from 1, after the first; it is closed afterwards. */
  interface Script {
    void play(int number, InputStream in, OutputStream out, Socket client)
        throws IOException, InterruptedException;
  }

  CountedPeer(Script script) throws IOException {
    this((number, in, out, client) -> in.transferTo(out), script);
  }

  CountedPeer(Script first, Script script) throws IOException {
    listener = new ServerSocket(0, 500, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(() -> acceptAll(first, script));
  }

  /** One that echoes until the client's FIN. */
  static CountedPeer echoing() throws IOException {
    return new CountedPeer((number, in, out, client) -> in.transferTo(out));
  }

  private void acceptAll(Script first, Script script) {
    try {
      Socket earliest = listener.accept();
      Thread.ofVirtual().start(() -> serveFirst(earliest, first));
      while (true) {
        Socket client = listener.accept();
        int number = accepted.incrementAndGet();
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        Thread.ofVirtual().start(() -> serve(number, client, script));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void serveFirst(Socket client, Script script) {
    try (client) {
      play(0, client, script);
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void serve(int number, Socket client, Script script) {
    try (client) {
      boolean isWhole = play(number, client, script);
      open.decrementAndGet();
      (isWhole ? ended : broken).incrementAndGet();
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static boolean play(int number, Socket client, Script script) {
    try {
      client.setTcpNoDelay(true);
      script.play(number, client.getInputStream(), client.getOutputStream(), client);
      return true;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  Endpoint endpoint() {
    return new Endpoint.Tcp(new HostPort("127.0.0.1", port()));
  }

  int port() {
    return listener.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  /** How many were open at once, at most. */
  int most() {
    return most.get();
  }

  /** How many played to their end. */
  int ended() {
    return ended.get();
  }

  /** How many were reset. */
  int broken() {
    return broken.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
