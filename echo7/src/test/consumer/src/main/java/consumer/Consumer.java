package consumer;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ServerOptions;
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
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Embeds a server, and has it echo over TCP, TLS and UDP: Consumer CERTIFICATE KEY AUTHORITY */
public final class Consumer {
  private static final byte[] BYTES = {'h', 'e', 'l', 'l', 'o', '\n', 0, -1};

  private Consumer() {}

  public static void main(String[] files) throws Exception {
    HostPort free = new HostPort("127.0.0.1", 0);
    ServerTls tls =
        new ServerTls(Path.of(files[0]), Path.of(files[1]), null, null, ServerTls.Engine.BEST);
    ServerOptions options =
        new ServerOptions(
            List.of(new Endpoint.Tcp(free), new Endpoint.Tls(free), new Endpoint.Udp(free)),
            null,
            1,
            tls,
            null,
            DatagramOptions.DEFAULT,
            Limits.NONE);
    try (EchoServer server = EchoServer.start(options, ServerEvents.NONE)) {
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
    refused(new Endpoint.Unix("/tmp/no-such-socket", null));
    refused(new Endpoint.Tls(free));
  }

  private static int port(EchoServer server, int listener) {
    return Integer.parseInt(server.listening().get(listener).replaceAll(".*:", ""));
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

  private static void refused(Endpoint endpoint) {
    try (EchoServer server =
        EchoServer.start(new ServerOptions(List.of(endpoint), null, 1), ServerEvents.NONE)) {
      System.out.println("listens on " + server.listening());
    } catch (ServerStartException e) {
      System.out.println(e.getMessage());
    }
  }
}
