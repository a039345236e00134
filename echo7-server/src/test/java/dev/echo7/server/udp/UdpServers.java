package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The UDP servers of a test, and what they tell. */
final class UdpServers {
  private final EventLoopKind transport;
  private final BlockingQueue<DropReason> drops = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void datagramDropped(DropReason reason) {
          drops.add(reason);
        }

        @Override
        public void failed(String problem) {
          problems.add(problem);
        }
      };

  UdpServers(EventLoopKind transport) {
    this.transport = transport;
  }

  EchoServer start(@Nullable String host, DatagramOptions options) throws IOException {
    return start(host, 0, options);
  }

  EchoServer start(@Nullable String host, int port, DatagramOptions options) throws IOException {
    List<Endpoint> endpoints = List.of(new Endpoint.Udp(new HostPort(host, port)));
    return start(new ServerOptions(endpoints, transport, 2).withDatagrams(options));
  }

  EchoServer start(ServerOptions options) throws IOException {
    return EchoServer.start(options, events);
  }

  void assertDropped(DropReason reason) throws InterruptedException {
    assertEquals(reason, drops.poll(10, TimeUnit.SECONDS));
  }

  /** Those that nobody has asserted yet. */
  BlockingQueue<DropReason> drops() {
    return drops;
  }

  BlockingQueue<String> problems() {
    return problems;
  }

  static void assertEchoes(String address, int port) throws IOException {
    try (UdpClient client = UdpClient.to(address, port)) {
      client.assertEchoes(random(100));
    }
  }

  static byte[] numbered(int number) {
    return ByteBuffer.allocate(4 + number % 1_400).putInt(number).array();
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(862).nextBytes(bytes);
    return bytes;
  }
}
