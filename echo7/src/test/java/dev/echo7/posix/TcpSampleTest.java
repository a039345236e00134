package dev.echo7.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kernel is asked about the connections of the sample, and about no others. */
@EnabledOnOs(OS.LINUX)
class TcpSampleTest {
  private final List<Closeable> open = new ArrayList<>();
  private final TcpSample sample = new TcpSample();
  private InetSocketAddress server = new InetSocketAddress(0);

  @BeforeEach
  void listen() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    open.add(listener);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    server = (InetSocketAddress) listener.getLocalAddress();
  }

  @AfterEach
  void closeAll() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }

  @Test
  void readsAllThatAreOpen() throws IOException {
    assertNull(sample.read());
    List<SocketChannel> three = List.of(connected(), connected(), connected());
    three.forEach(sample::add);
    three.forEach(sample::add);
    TcpSample.Counts counts = sample.read();
    assertTrue(counts != null);
    assertEquals(3, counts.connections());
    assertEquals(0, counts.retransmits());
    assertTrue(counts.leastCwndBytes() > 1000, counts::toString);
    three.getFirst().close();
    assertEquals(2, connections());
    sample.add(connected());
    assertEquals(3, connections());
  }

  @Test
  void oneThatIsRemovedIsReadForTheLastTime() throws IOException {
    SocketChannel kept = connected();
    SocketChannel removed = connected();
    sample.add(kept);
    sample.add(removed);
    assertEquals(2, connections());
    sample.remove(removed);
    removed.close();
    assertEquals(2, connections());
    assertEquals(1, connections());
    sample.remove(kept);
    assertEquals(1, connections());
    assertNull(sample.read());
  }

  /** Its descriptor number is soon that of another socket. */
  @Test
  void oneThatWasClosedIsNotTakenForAnother() throws IOException {
    for (int i = 0; i < 50; i++) {
      SocketChannel channel = connected();
      sample.add(channel);
      assertEquals(1, connections());
      channel.close();
      connected();
      assertNull(sample.read());
    }
  }

  @Test
  void hasABound() throws IOException {
    TcpSample two = new TcpSample(2);
    SocketChannel first = connected();
    List<SocketChannel> others = List.of(connected(), connected());
    two.add(first);
    others.forEach(two::add);
    assertEquals(2, connections(two));
    first.close();
    assertEquals(1, connections(two));
    others.forEach(two::add);
    assertEquals(2, connections(two));
  }

  @Test
  void unixSocketsAndDatagramsHaveNoCounters(@TempDir Path folder) throws IOException {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("socket"));
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(listener);
    listener.bind(path);
    SocketChannel unix = SocketChannel.open(path);
    open.add(unix);
    DatagramChannel udp = DatagramChannel.open();
    open.add(udp);
    udp.connect(server);
    sample.add(unix);
    sample.add(udp);
    assertNull(sample.read());
  }

  private int connections() {
    return connections(sample);
  }

  private static int connections(TcpSample sample) {
    TcpSample.Counts counts = sample.read();
    return counts == null ? 0 : counts.connections();
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    open.add(channel);
    return channel;
  }
}
