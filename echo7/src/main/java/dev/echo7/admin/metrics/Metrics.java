package dev.echo7.admin.metrics;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.events.DropReason;
import dev.echo7.events.LoopLoad;
import dev.echo7.events.Rejection;
import dev.echo7.events.RunningServer;
import dev.echo7.events.Totals;
import dev.echo7.net.Transport;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server's counters as Prometheus metrics. Nothing is counted here: a scrape adds up what the
 * server has counted. Every label value exists from the start, with a 0, so that a first rejection
 * is an increase.
 *
 * <p>Confined to the worker, except that its registry can list names on any thread.
 */
public final class Metrics {
  private final RunningServer server;
  private final PrometheusRegistry registry;
  private @Nullable Totals totals;

  /** Registers the server's metrics. */
  Metrics(RunningServer server, String version, PrometheusRegistry registry) {
    this.server = server;
    this.registry = registry;
    Info.builder()
        .name("echo7_build_info")
        .help("Always 1; the label is the version.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
    registerConnections();
    registerBytes();
    registerDatagrams();
    registerFaults();
    registerLoops();
  }

  /** Adds up the totals once per scrape. */
  void refresh() {
    totals = server.totals();
  }

  /** A counter whose value is kept elsewhere. */
  public void counter(String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(into -> into.call((double) count.getAsLong()))
        .register(registry);
  }

  /** A gauge whose value is kept elsewhere. */
  void gauge(String name, String help, LongSupplier number) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(into -> into.call((double) number.getAsLong()))
        .register(registry);
  }

  private void registerConnections() {
    counters(
        "echo7_connections_opened_total",
        "Connections opened, by transport.",
        "transport",
        Transport.OF_CONNECTIONS.stream().map(Transport::toString).toList(),
        now -> texts(now.opened(), Transport::toString));
    GaugeWithCallback.builder()
        .name("echo7_connections_open")
        .help("Open connections, by transport.")
        .labelNames("transport")
        .callback(into -> openNow().forEach((way, count) -> into.call(count, way.toString())))
        .register(registry);
    counters(
        "echo7_connections_closed_total",
        "Connections closed, by reason.",
        "reason",
        Arrays.stream(CloseReason.values()).map(CloseReason::toString).toList(),
        now -> texts(now.closed(), CloseReason::toString));
    counters(
        "echo7_refused_total",
        "Connections rejected before they began, by reason.",
        "reason",
        Arrays.stream(Rejection.values()).map(Rejection::code).toList(),
        now -> texts(now.rejected(), Rejection::code));
    sum("echo7_probes_total", "Connections closed without a byte received.", Totals::probes);
    gauge("echo7_max_connections", "Maximum number of open connections.", server::maxConnections);
    gauge(
        "echo7_draining",
        "1 while the server drains and accepts no new connections.",
        () -> server.draining() ? 1 : 0);
  }

  private void registerBytes() {
    sum(
        "echo7_bytes_received_total",
        "Bytes received on stream connections, without datagrams.",
        Totals::bytesIn);
    sum(
        "echo7_bytes_sent_total",
        "Bytes echoed on stream connections (handed to the kernel).",
        Totals::bytesOut);
    sum("echo7_reads_total", "Reads that returned bytes; each is one message.", Totals::reads);
  }

  private void registerDatagrams() {
    sum("echo7_datagrams_received_total", "Datagrams received and answered.", Totals::datagramsIn);
    sum(
        "echo7_datagram_bytes_received_total",
        "Bytes in the datagrams that were answered.",
        Totals::datagramBytesIn);
    counters(
        "echo7_datagrams_dropped_total",
        "Datagrams dropped without a reply, by reason.",
        "reason",
        Arrays.stream(DropReason.values()).map(DropReason::code).toList(),
        now -> texts(now.datagramsDropped(), DropReason::code));
  }

  private void registerFaults() {
    counters(
        "echo7_faults_total",
        "Faults that acted on request, on connections and datagrams, by word.",
        "word",
        server.totals().faults().keySet().stream().sorted().toList(),
        Totals::faults);
  }

  private void registerLoops() {
    GaugeWithCallback.builder()
        .name("echo7_event_loop_busy_ratio")
        .help("CPU share used by an event loop, 0 to 1.")
        .labelNames("loop")
        .callback(
            into -> {
              for (LoopLoad loop : server.eventLoops()) {
                into.call(loop.load(), loop.name());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("echo7_event_loop_connections")
        .help("Connections served by an event loop.")
        .labelNames("loop")
        .callback(
            into -> {
              for (LoopLoad loop : server.eventLoops()) {
                into.call(loop.connections(), loop.name());
              }
            })
        .register(registry);
  }

  private void sum(String name, String help, ToLongFunction<Totals> count) {
    counter(name, help, () -> count.applyAsLong(now()));
  }

  private void counters(
      String name,
      String help,
      String label,
      List<String> values,
      Function<Totals, Map<String, Long>> counts) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            into -> {
              Map<String, Long> known = counts.apply(now());
              values.forEach(value -> into.call(known.getOrDefault(value, 0L), value));
            })
        .register(registry);
  }

  private Totals now() {
    Totals known = totals;
    return known == null ? server.totals() : known;
  }

  private Map<Transport, Long> openNow() {
    Map<Transport, Long> open = new EnumMap<>(Transport.class);
    Transport.OF_CONNECTIONS.forEach(way -> open.put(way, 0L));
    for (Connection connection : server.connections()) {
      open.merge(connection.transport(), 1L, Long::sum);
    }
    return open;
  }

  private static <K> Map<String, Long> texts(Map<K, Long> counts, Function<K, String> text) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(each -> text.apply(each.getKey()), Map.Entry::getValue));
  }
}
