package dev.echo7.server.tls;

import dev.echo7.server.EchoServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay for one connection to a server, which notes the TLS records that the server sends. */
final class RecordTap implements AutoCloseable {
  private static final int DEADLINE_MS = 20_000;

  private final ServerSocket listener;
  private final EchoServer server;
  private final List<TlsRecord> records = new CopyOnWriteArrayList<>();

  /** One record; its length without the header. */
  record TlsRecord(int type, int length) {}

  private RecordTap(EchoServer server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  static RecordTap before(EchoServer server) throws IOException {
    RecordTap tap = new RecordTap(server);
    Thread.ofVirtual().start(tap::relay);
    return tap;
  }

  /** A connection through it. */
  Socket connect() throws IOException {
    Socket client = new Socket();
    client.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
    client.setSoTimeout(DEADLINE_MS);
    return client;
  }

  /** What the server has sent so far. */
  List<TlsRecord> records() {
    return List.copyOf(records);
  }

  private void relay() {
    try (Socket client = listener.accept();
        Socket up = new Socket()) {
      up.connect(server.endpoints().get(0).address());
      Thread upwards = Thread.ofVirtual().start(() -> relayBytes(client, up));
      relayRecords(up, client);
      upwards.join();
    } catch (IOException e) {
      // One of the two has ended it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void relayBytes(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other direction ends, too.
    }
  }

  private void relayRecords(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    DataInputStream data = new DataInputStream(in);
    OutputStream out = to.getOutputStream();
    byte[] header = new byte[5];
    try {
      while (true) {
        data.readFully(header);
        int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
        byte[] rest = new byte[length];
        data.readFully(rest);
        records.add(new TlsRecord(header[0], length));
        out.write(header);
        out.write(rest);
      }
    } catch (EOFException e) {
      to.shutdownOutput();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
