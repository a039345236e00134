package consumer;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EchoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

public final class Embedding {
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    ServerEvents events =
        new ServerEvents() {
          @Override
          public void closed(Connection connection, Closing closing) {
            System.out.println(connection.bytesOut() + " bytes echoed, " + closing.reason());
            closed.countDown();
          }
        };
    try (EchoServer server =
        EchoServer.builder()
            .listen("tcp://127.0.0.1:0")
            .events(events)
            .maxConnections(100)
            .idleTimeout(Duration.ofMinutes(1))
            .start()) {
      InetSocketAddress address = server.endpoints().get(0).address();
      try (Socket client = new Socket(address.getAddress(), address.getPort())) {
        client.getOutputStream().write("hello\n".getBytes("US-ASCII"));
        client.shutdownOutput();
        System.out.print(new String(client.getInputStream().readAllBytes(), "US-ASCII"));
      }
      closed.await();
      System.out.println(server.drain(Duration.ofSeconds(1)));
    }
  }
}
