package dev.echo7.client;

import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of text, as of mail: it greets each client, and then waits for what it has to say. */
public final class GreetingServer implements AutoCloseable {
  private final ServerSocket listener;
  private final byte[] greeting;
  private final AtomicInteger clients = new AtomicInteger();

  public GreetingServer(String greeting) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    this.greeting = greeting.getBytes(StandardCharsets.ISO_8859_1);
    Thread.ofVirtual().start(this::acceptAll);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listener.accept();
        clients.incrementAndGet();
        Thread.ofVirtual().start(() -> greet(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void greet(Socket client) {
    try (client) {
      client.getOutputStream().write(greeting);
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has gone.
    }
  }

  public Endpoint endpoint() {
    return new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort()));
  }

  /** How many have come so far. */
  public int clients() {
    return clients.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
