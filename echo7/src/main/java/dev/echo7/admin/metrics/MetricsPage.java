package dev.echo7.admin.metrics;

import dev.echo7.admin.http.AdminConnections;
import dev.echo7.admin.http.MediaRanges;
import dev.echo7.admin.http.Reply;
import dev.echo7.events.RunningServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The page that Prometheus scrapes: metrics of the server, of this endpoint, of Netty's memory and
 * of the JVM. Confined to the worker.
 */
public final class MetricsPage {
  private static final ExpositionFormatWriter TEXT = PrometheusTextFormatWriter.create();
  private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Metrics metrics;

  public MetricsPage(
      RunningServer server,
      String version,
      AdminConnections connections,
      IntSupplier readers,
      ByteBufAllocator memory) {
    metrics = new Metrics(server, version, registry);
    metrics.gauge(
        "echo7_admin_connections_open",
        "Open connections to the admin endpoint.",
        connections::count);
    metrics.gauge(
        "echo7_admin_event_readers",
        "Open /events streams of the admin endpoint.",
        readers::getAsInt);
    registerMemory(memory);
    JvmMetrics.builder().register(registry);
  }

  /** Further metrics of the program. */
  public Metrics metrics() {
    return metrics;
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Prometheus's text format, or OpenMetrics if the client prefers it. */
  public Reply reply(MediaRanges accept) {
    boolean open = accept.prefers("application", "openmetrics-text", "text", "plain");
    ExpositionFormatWriter writer = open ? OPEN_METRICS : TEXT;
    ByteArrayOutputStream page = new ByteArrayOutputStream(32 * 1_024);
    metrics.refresh();
    try {
      writer.write(page, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return new Reply.Whole(
        HttpResponseStatus.OK,
        writer.getContentType(),
        Map.of("Vary", "Accept"),
        Unpooled.wrappedBuffer(page.toByteArray()),
        () -> {});
  }

  private void registerMemory(ByteBufAllocator allocator) {
    if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
      ByteBufAllocatorMetric memory = provider.metric();
      metrics.gauge(
          "echo7_netty_direct_memory_bytes",
          "Off-heap memory held by Netty's allocator, in use or cached.",
          memory::usedDirectMemory);
      metrics.gauge(
          "echo7_netty_heap_memory_bytes",
          "Heap memory held by Netty's allocator, in use or cached.",
          memory::usedHeapMemory);
    }
  }
}
