package dev.echo7.cli.options;

import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.proxy.ProxyHeaderParser;
import dev.echo7.net.tls.TlsMaterialException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How a command of the client reaches a server: which one, from where, with which PROXY header, and
 * over TLS or not.
 *
 * <p>Commands have these options in different groups, in a different order and under different
 * names. So each declaring method either takes the {@link OptionGroup} to add to, or returns what
 * {@link OptionGroup#with} adds to one.
 */
public final class ConnectOptionGroup {
  private static final String AS_IN_LINE_MODE =
      "A name, an address or an endpoint (see echoclient --help).";

  private final TargetArguments target = new TargetArguments();
  private final TlsClientOptions tls = new TlsClientOptions();
  private AddressFamily family = AddressFamily.ANY;
  private boolean udp;
  private boolean numeric;
  private @Nullable String sourceAddress;
  private @Nullable String sourcePort;
  private @Nullable ProxyHeader proxyHeader;

  /** Declares {@code HOST PORT | ENDPOINT}, explained in full by {@code echoclient --help}. */
  public void addTarget(CommandSpec command) {
    addTarget(command, AS_IN_LINE_MODE);
  }

  /** The same for a command that can do without; {@link #hasTarget} tells. */
  public void addOptionalTarget(CommandSpec command) {
    target.addTo(command, "0..1", AS_IN_LINE_MODE);
  }

  /** Declares {@code HOST PORT | ENDPOINT}. */
  public void addTarget(CommandSpec command, String hostDescription) {
    target.addTo(command, "1", hostDescription);
  }

  /**
   * Takes the words of a command line without options.
   *
   * @return whether they name a server; else the parser of options has to say what is wrong
   */
  public boolean takesPlain(String... words) {
    if (!target.takesPlain(words)) {
      return false;
    }
    try {
      endpoint();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether {@code -u} was given. */
  public boolean isUdp() {
    return udp;
  }

  /** Whether a server was named. */
  public boolean hasTarget() {
    return target.isGiven();
  }

  /** Declares {@code -4} and {@code -6}, of which the last one counts. */
  public void addFamilies(OptionGroup group) {
    group
        .flag("-4 --ipv4", "IPv4 only.", () -> family = AddressFamily.IPV4)
        .flag("-6 --ipv6", "IPv6 only.", () -> family = AddressFamily.IPV6);
  }

  /** Declares {@code -u}. */
  public Consumer<OptionGroup> udp(String description) {
    return group -> group.flag("-u --udp", description, () -> udp = true);
  }

  /** Declares the source address: {@code -s} as nc has it, {@code -I} as ping has it. */
  public Consumer<OptionGroup> source(String letter) {
    return group ->
        group.text(
            letter + " --source",
            "ADDRESS",
            "Local address to send from.",
            given -> sourceAddress = given);
  }

  /** Declares {@code -p}, the source port. */
  public void addSourcePort(OptionGroup group) {
    group.text("-p --source-port", "PORT", "Local port to send from.", given -> sourcePort = given);
  }

  /** Declares {@code -n}. */
  public void addNumeric(OptionGroup group) {
    group.flag("-n --numeric", "Never ask a name server.", () -> numeric = true);
  }

  /** Declares {@code --send-proxy}, explained in full by {@code echoclient --help}. */
  public void addProxyHeader(OptionGroup group) {
    group.with(proxyHeader("Send a PROXY header first (see echoclient --help)."));
  }

  /** Declares {@code --send-proxy}. */
  public Consumer<OptionGroup> proxyHeader(String description) {
    return group ->
        group.value(
            "--send-proxy",
            "v1|v2[,SRC,DST]",
            ProxyHeader.class,
            ProxyHeaderParser::parse,
            description,
            given -> proxyHeader = given);
  }

  /** The group of TLS options. */
  public OptionGroup tls() {
    return tls.options();
  }

  /**
   * The server to connect to.
   *
   * @throws IllegalArgumentException if the options contradict each other or are malformed; the
   *     message is one line
   */
  public Endpoint endpoint() {
    Endpoint endpoint = tls.applyTo(target.parse(parser(), udp));
    if (endpoint.isDatagrams() && proxyHeader != null) {
      throw new IllegalArgumentException("--send-proxy cannot be used with UDP");
    }
    return endpoint;
  }

  /**
   * How to connect.
   *
   * @param timeout for connecting; null for none
   * @throws TlsMaterialException if a certificate or key cannot be read
   */
  public ConnectOptions connectOptions(@Nullable Duration timeout) throws TlsMaterialException {
    int port = sourcePort == null ? 0 : parser().port(sourcePort, "tcp");
    return new ConnectOptions(family, sourceAddress, port, timeout, numeric)
        .withTls(tls.read())
        .withProxyHeader(proxyHeader);
  }

  private static EndpointParser parser() {
    return new EndpointParser(ServiceNames.ofThisMachine());
  }

  /** Prints a warning if the server's certificate is not verified. */
  public void warnIfInsecure(Terminal terminal) {
    if (tls.isInsecure()) {
      terminal.complain("warning: the server was not authenticated (--tls-insecure)");
    }
  }
}
