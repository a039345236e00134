package dev.echo7.client.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/** A plain channel of the JDK: TCP, Unix or UDP. */
public final class PlainLoadWire<C extends SelectableChannel & ByteChannel> implements LoadWire {
  private final C channel;
  private final SocketOutput output;

  public PlainLoadWire(C channel) throws IOException {
    this.channel = channel;
    this.output = new SocketOutput(channel);
    channel.configureBlocking(false);
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public boolean isDatagrams() {
    return channel instanceof DatagramChannel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    return output.write(bytes);
  }

  @Override
  public boolean flush() throws IOException {
    return output.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    ((SocketChannel) channel).shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
