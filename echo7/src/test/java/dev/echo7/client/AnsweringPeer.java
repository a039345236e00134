package dev.echo7.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server on a free port of 127.0.0.1 that answers each request with the next of its texts,
 * in Latin-1, byte by byte, and repeats the last one. It closes a connection if the text says so.
 */
public final class AnsweringPeer implements AutoCloseable {
  private final ServerSocket listener;
  private final List<String> answers;
  private final boolean isWhole;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  private AnsweringPeer(ServerSocket listener, List<String> answers, boolean isWhole) {
    this.listener = listener;
    this.answers = answers;
    this.isWhole = isWhole;
  }

  /** Sends its answers a byte at a time. */
  public static AnsweringPeer saying(String... answers) throws IOException {
    return start(false, answers);
  }

  /** Sends each answer in one piece, as long as it fits into a segment. */
  public static AnsweringPeer sayingAtOnce(String... answers) throws IOException {
    return start(true, answers);
  }

  private static AnsweringPeer start(boolean isWhole, String... answers) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    AnsweringPeer peer = new AnsweringPeer(listener, List.of(answers), isWhole);
    Thread.ofVirtual().start(peer::accept);
    return peer;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          String answer = answers.get(Math.min(requests.getAndIncrement(), answers.size() - 1));
          send(client.getOutputStream(), answer.getBytes(StandardCharsets.ISO_8859_1));
          if (answer.toLowerCase(Locale.ROOT).contains("close\r\n")) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private void send(OutputStream out, byte[] answer) throws IOException {
    int piece = isWhole ? answer.length : 1;
    for (int i = 0; i < answer.length; i += piece) {
      out.write(answer, i, piece);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
