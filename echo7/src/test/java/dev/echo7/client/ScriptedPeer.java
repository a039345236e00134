package dev.echo7.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A server on a free port of 127.0.0.1 that does to one client what its script says: stall, drip,
 * cut, reset, lie.
 */
public final class ScriptedPeer implements AutoCloseable {

  /** What to do with an accepted connection; it is closed afterwards. */
  public interface Script {
    void play(Socket client, InputStream in, OutputStream out) throws Exception;
  }

  private final ServerSocket listener;
  private volatile @Nullable AssertionError failedClaim;

  private ScriptedPeer(ServerSocket listener) {
    this.listener = listener;
  }

  public static ScriptedPeer playing(Script script) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    ScriptedPeer peer = new ScriptedPeer(listener);
    Thread.ofVirtual().start(() -> peer.acceptOne(script));
    return peer;
  }

  /** An honest echo, byte for byte as it comes. */
  public static void echo(Socket client, InputStream in, OutputStream out) throws IOException {
    in.transferTo(out);
  }

  /** Ends the connection by RST when the script returns. */
  public static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Ends it; a claim of the script that did not hold fails the test here. */
  @Override
  public void close() throws IOException {
    listener.close();
    AssertionError failed = failedClaim;
    if (failed != null) {
      throw failed;
    }
  }

  private void acceptOne(Script script) {
    try (Socket client = listener.accept()) {
      client.setTcpNoDelay(true);
      script.play(client, client.getInputStream(), client.getOutputStream());
    } catch (AssertionError e) {
      failedClaim = e;
    } catch (Exception e) {
      // The client sees what became of the connection, and the test sees the client.
    }
  }
}
