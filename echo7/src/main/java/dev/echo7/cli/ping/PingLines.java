package dev.echo7.cli.ping;

import dev.echo7.cli.OutputStyle;
import dev.echo7.client.ping.PingListener;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReply;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.posix.TerminalWindow;
import dev.echo7.text.TimeText;
import dev.echo7.verify.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What ping prints for people while it runs. */
final class PingLines implements PingListener {
  private static final TerminalWindow.Size USUAL = new TerminalWindow.Size(24, 80);
  private static final String SPACE = "  ";

  private final PrintStream out;
  private final Endpoint endpoint;
  private final PingOptions options;
  private final PingPrinting printing;
  private final OutputStyle style;
  private final Sparkline sparkline = new Sparkline();
  private final TerminalWindow window = new TerminalWindow();
  private String from = "";

  PingLines(
      PrintStream out,
      Endpoint endpoint,
      PingOptions options,
      PingPrinting printing,
      OutputStyle style) {
    this.out = out;
    this.endpoint = endpoint;
    this.options = options;
    this.printing = printing;
    this.style = style;
  }

  @Override
  public void started(String place) {
    HostPort server = endpoint.address();
    String host = PingSummary.host(endpoint);
    String address = PingSummary.address(place);
    boolean named = !host.equals(address);
    from = named && !printing.numeric() ? host + " (" + address + ")" : address;
    out.printf(
        Locale.ROOT,
        "PING %s%s %d bytes of data by %s%s.%n",
        host,
        named ? " (" + address + ")" : "",
        options.size(),
        endpoint.scheme(),
        server == null ? "" : " to port " + server.port());
  }

  @Override
  public void sent(long sequence) {
    if (options.flood() && !printing.report().quiet()) {
      out.print('.');
      out.flush();
    }
  }

  @Override
  public void reply(PingReply reply) {
    if (printing.report().quiet()) {
      return;
    }
    if (options.flood()) {
      out.print("\b \b");
      out.flush();
      return;
    }
    sparkline.add(reply.serviceNs());
    String line =
        stamp()
            + reply.bytes()
            + " bytes from "
            + from
            + ": seq="
            + reply.sequence()
            + " time="
            + TimeText.ping(reply.serviceNs())
            + " ms"
            + steps(reply.steps());
    out.println(line + (style.drawings() ? drawing(reply.sequence(), line.length()) : ""));
  }

  private String steps(PingReply.@Nullable Steps steps) {
    if (steps == null) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        " (resolve %s, connect %s%s, echo %s)",
        TimeText.ping(steps.resolveNs()),
        TimeText.ping(steps.connectNs()),
        endpoint.isSecure() ? ", tls " + TimeText.ping(steps.tlsNs()) : "",
        TimeText.ping(steps.echoNs()));
  }

  /** In what the line leaves of the terminal; which is asked for its size after the first reply. */
  private String drawing(long sequence, int taken) {
    int columns = sequence < 2 ? USUAL.columns() : window.size(USUAL).columns();
    String bars = sparkline.draw(columns - taken - SPACE.length());
    return bars.isEmpty() ? "" : SPACE + bars;
  }

  @Override
  public void unanswered(long sequence) {
    sparkline.add(-1);
    if (printing.outstanding() && !printing.report().quiet()) {
      out.println(stamp() + style.alarming("no answer yet for seq=" + sequence));
    }
  }

  @Override
  public void fault(Fault fault) {
    if (printing.report().quiet() || fault.kind() == Fault.Kind.LOST) {
      return;
    }
    if (options.flood()) {
      out.print("\bC");
      out.flush();
      return;
    }
    if (fault.kind() == Fault.Kind.DUPLICATED && fault.count() == 0) {
      out.println(
          stamp()
              + options.size()
              + " bytes from "
              + from
              + ": seq="
              + fault.sequence()
              + " (DUP!)");
    } else {
      out.println(stamp() + "From " + from + ": " + style.alarming(fault.toString()));
    }
  }

  @Override
  public void error(long sequence, String message) {
    if (options.flood() && !printing.report().quiet()) {
      out.print("\bE");
      out.flush();
    } else if (!printing.report().quiet()) {
      out.println(stamp() + "From " + from + " seq=" + sequence + ": " + style.alarming(message));
    }
  }

  private String stamp() {
    if (!printing.timestamps()) {
      return "";
    }
    Duration since = Duration.between(Instant.EPOCH, Instant.now());
    return String.format(Locale.ROOT, "[%d.%06d] ", since.toSeconds(), since.toNanosPart() / 1000);
  }
}
