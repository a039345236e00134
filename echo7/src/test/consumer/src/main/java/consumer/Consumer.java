package consumer;

import dev.echo7.server.EchoServer;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Embeds a server, and has it echo over TCP, TLS and UDP: Consumer CERTIFICATE KEY AUTHORITY */
public final class Consumer {
  private static final byte[] BYTES = {'h', 'e', 'l', 'l', 'o', '\n', 0, -1};

  private Consumer() {}

  public static void main(String[] files) throws Exception {
    ServerTls tls =
        new ServerTls(Path.of(files[0]), Path.of(files[1]), null, null, ServerTls.Engine.BEST);
    try (EchoServer server =
        EchoServer.builder()
            .listen("tcp://127.0.0.1:0")
            .listen("tls://127.0.0.1:0")
            .listen("udp://127.0.0.1:0")
            .tls(tls)
            .eventLoops(1)
            .start()) {
      System.out.println("Java " + System.getProperty("java.specification.version"));
      System.out.println(server.serving());
      try (Socket tcp = new Socket("127.0.0.1", port(server, 0))) {
        echo("tcp", tcp);
      }
      try (Socket secure =
          trusting(Path.of(files[2])).getSocketFactory().createSocket("127.0.0.1", port(server, 1))) {
        echo("tls", secure);
      }
      echo(port(server, 2));
    }
    refused("unix:/tmp/no-such-socket");
    refused("tls://127.0.0.1:0");
  }

  private static int port(EchoServer server, int listener) {
    return server.endpoints().get(listener).port();
  }

  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void echo(String transport, Socket socket) throws IOException {
    socket.getOutputStream().write(BYTES);
    print(transport, socket.getInputStream().readNBytes(BYTES.length));
  }

  private static void echo(int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5_000);
      socket.send(
          new DatagramPacket(BYTES, BYTES.length, InetAddress.getByName("127.0.0.1"), port));
      DatagramPacket reply = new DatagramPacket(new byte[100], 100);
      socket.receive(reply);
      print("udp", Arrays.copyOf(reply.getData(), reply.getLength()));
    }
  }

  private static void print(String transport, byte[] echo) {
    System.out.println(transport + (Arrays.equals(BYTES, echo) ? " echoes" : " does not echo"));
  }

  private static void refused(String endpoint) {
    try (EchoServer server = EchoServer.builder().listen(endpoint).start()) {
      System.out.println("listens on " + server.endpoints());
    } catch (ServerStartException e) {
      System.out.println(e.getMessage());
    }
  }
}
