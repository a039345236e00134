package dev.echo7.netlab;

import java.nio.file.Path;
import java.util.List;

/**
 * A server's host and a client's with a cable between them: the server has 10.77.0.1, 10.77.0.2,
 * fd77::1 and fd77::2, the client 10.77.0.9 and fd77::9. Gone after {@link #close}.
 */
public final class TwoHosts implements AutoCloseable {
  private final NetLab lab;
  private final Node server;
  private final Node client;
  private final Link cable;

  private TwoHosts(NetLab lab) {
    this.lab = lab;
    server = lab.node("server");
    client = lab.node("client");
    cable = lab.link(server, client);
    serverAddress("add", "10.77.0.2/24");
    serverAddress("add", "fd77::2/64");
  }

  /** Skips the test where they cannot be made. */
  public static TwoHosts create() {
    NetLab lab = NetLab.create();
    try {
      return new TwoHosts(lab);
    } catch (AssertionError e) {
      lab.close();
      throw e;
    }
  }

  /** Gives the server's host one address more, or takes it away ({@code add} or {@code del}). */
  public void serverAddress(String change, String address) {
    String family = address.contains(":") ? " nodad" : " broadcast +";
    String option = change.equals("add") ? family : "";
    server.run("ip addr " + change + " " + address + option + " dev " + cable.device());
  }

  /** How many bytes of IP the cable carries at once, in both directions. */
  public void cableMtu(int bytes) {
    cable.mtu(bytes);
  }

  /** The interface at both ends of the cable. */
  public String device() {
    return cable.device();
  }

  /** Where the server's host is found by those that join it themselves. */
  public Path serverPath() {
    return server.path();
  }

  /** A command line that runs on the server's host. */
  public List<String> onServer(String... command) {
    return server.command(command);
  }

  /** A command line that runs on the client's host. */
  public List<String> onClient(String... command) {
    return client.command(command);
  }

  @Override
  public void close() {
    lab.close();
  }
}
