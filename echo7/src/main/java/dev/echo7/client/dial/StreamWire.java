package dev.echo7.client.dial;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.net.AddressText;
import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Probes on one connection, of any transport.
 *
 * @param place of the server
 */
public record StreamWire(EchoSession session, String place) implements ProbeWire {

  static StreamWire over(EchoSession session, String unixPlace) throws IOException {
    SocketChannel channel = session.channel();
    return channel != null && channel.getRemoteAddress() instanceof InetSocketAddress address
        ? new StreamWire(session, AddressText.of(address))
        : new StreamWire(session, unixPlace);
  }

  @Override
  public void send(ByteBuffer frame, DatagramOutput.Reports reports) throws IOException {
    session.write(frame);
  }

  @Override
  public int receive(ByteBuffer into) throws IOException {
    return session.read(into);
  }

  @Override
  public boolean isDatagrams() {
    return false;
  }

  @Override
  public @Nullable KernelTcp kernel() {
    SocketChannel channel = session.channel();
    return channel == null ? null : KernelTcp.of(channel);
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
