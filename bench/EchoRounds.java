import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures what an echoed message costs several servers, in processor time, in turns: A B C C B A.
 *
 * <p>{@code java EchoRounds.java CONNECTIONS BYTES MESSAGES TURNS NAME=PORT:PID ...}: each turn
 * opens the connections, has MESSAGES go round, one at a time on each connection, and reads the
 * time that all threads of the server have taken meanwhile from /proc/PID/task/TID/schedstat (the
 * kernel's Documentation/scheduler/sched-stats.rst: the first number, in ns). The first turn of
 * each server warms it up. Prints "NAME NANOSECONDS" a turn.
 */
final class EchoRounds {
  private record Server(String name, int port, int pid) {
    static Server of(String text) {
      String[] parts = text.split("[=:]");
      return new Server(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
  }

  public static void main(String... arguments) throws IOException {
    int connections = Integer.parseInt(arguments[0]);
    int bytes = Integer.parseInt(arguments[1]);
    int messages = Integer.parseInt(arguments[2]);
    int turns = Integer.parseInt(arguments[3]);
    List<Server> servers = Stream.of(arguments).skip(4).map(Server::of).toList();
    for (Server server : servers) {
      turn(server, connections, bytes, 2 * messages);
    }
    for (int i = 0; i < turns; i++) {
      List<Server> order = i % 2 == 0 ? servers : servers.reversed();
      for (Server server : order) {
        double each = turn(server, connections, bytes, messages) / (double) messages;
        System.out.printf(Locale.ROOT, "%s %.0f%n", server.name, each);
      }
    }
  }

  private static long turn(Server server, int connections, int bytes, int messages)
      throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port));
        channel.socket().setTcpNoDelay(true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        channels.add(channel);
      }
      Map<SelectionKey, Integer> received = new HashMap<>();
      goRound(selector, channels, received, bytes, connections);
      long beforeNs = processorTimeNs(server.pid);
      goRound(selector, channels, received, bytes, messages);
      return processorTimeNs(server.pid) - beforeNs;
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static void goRound(
      Selector selector,
      List<SocketChannel> channels,
      Map<SelectionKey, Integer> received,
      int bytes,
      int messages)
      throws IOException {
    ByteBuffer message = ByteBuffer.allocateDirect(bytes);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    int sent = 0;
    int done = 0;
    for (SocketChannel channel : channels) {
      channel.write(message.clear());
      sent++;
    }
    while (done < sent) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        SocketChannel channel = (SocketChannel) key.channel();
        int count = channel.read(buffer.clear());
        if (count < 0) {
          throw new IOException("the server closed a connection");
        }
        int have = received.merge(key, count, Integer::sum);
        if (have == bytes) {
          received.put(key, 0);
          done++;
          if (sent < messages) {
            channel.write(message.clear());
            sent++;
          }
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private static long processorTimeNs(int pid) throws IOException {
    long sum = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path task : tasks.toList()) {
        sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
      }
    }
    return sum;
  }
}
