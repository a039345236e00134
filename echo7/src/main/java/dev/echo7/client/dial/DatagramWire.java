package dev.echo7.client.dial;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Sends probes from one connected, blocking UDP socket. */
record DatagramWire(DatagramChannel channel) implements ProbeWire {

  @Override
  public void send(ByteBuffer frame, DatagramOutput.Reports reports) throws IOException {
    DatagramOutput.send(channel, frame, reports);
  }

  @Override
  public int receive(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean isDatagrams() {
    return true;
  }

  @Override
  public @Nullable KernelTcp kernel() {
    return null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
