package dev.echo7.server;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.events.LoopLoad;
import dev.echo7.events.RunningServer;
import dev.echo7.events.ServerEvents;
import dev.echo7.events.Totals;
import dev.echo7.fault.Faults;
import dev.echo7.server.config.DatagramCounts;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.ConnectionTotals;
import dev.echo7.server.echo.ConnectionView;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.fault.FaultTally;
import dev.echo7.server.fault.LiveFault;
import dev.echo7.server.limit.Admission;
import dev.echo7.server.listen.KeptListener;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.peer.Rejections;
import dev.echo7.server.udp.Datagrams;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server from the operator's side. Any thread but an event loop. */
final class OperatedServer implements RunningServer {
  private final List<KeptListener> listeners;
  private final Admission admission;
  private final Datagrams datagrams;
  private final ConnectionTable table;
  private final ConnectionTotals totals;
  private final Rejections rejections;
  private final EventLoops loops;
  private final ServerEvents events;
  private final FaultTally faultTally;
  private final LoopLoads loads;
  private volatile boolean draining;

  OperatedServer(
      List<KeptListener> listeners,
      Admission admission,
      Datagrams datagrams,
      ConnectionTable table,
      ConnectionTotals totals,
      Rejections rejections,
      EventLoops loops,
      ServerEvents events,
      FaultTally faultTally) {
    this.listeners = listeners;
    this.admission = admission;
    this.datagrams = datagrams;
    this.table = table;
    this.totals = totals;
    this.rejections = rejections;
    this.loops = loops;
    this.events = events;
    this.faultTally = faultTally;
    this.loads = new LoopLoads(loops.group());
  }

  @Override
  public List<String> listening() {
    return listeners.stream().map(Listener::toString).toList();
  }

  @Override
  public List<String> notListening() {
    return listeners.stream().filter(l -> !l.isOpen()).map(Listener::toString).toList();
  }

  @Override
  public String transport() {
    return loops.kind().toString();
  }

  /** The server has stopped accepting. */
  void drains() {
    draining = true;
  }

  @Override
  public boolean draining() {
    return draining;
  }

  @Override
  public int maxConnections() {
    return admission.max();
  }

  @Override
  public Collection<? extends Connection> connections() {
    return table.all().stream().map(OpenConnection::view).filter(ConnectionView::hasBegun).toList();
  }

  @Override
  public @Nullable Connection connection(long id) {
    OpenConnection connection = begun(id);
    return connection == null ? null : connection.view();
  }

  @Override
  public boolean end(long id, boolean reset) {
    OpenConnection connection = begun(id);
    if (connection == null) {
      return false;
    }
    if (reset) {
      connection.reset(CloseReason.KILLED);
    } else {
      connection.kill();
    }
    return true;
  }

  @Override
  public Map<String, String> faults() {
    Map<String, String> faults = new LinkedHashMap<>();
    for (KeptListener listener : listeners) {
      String query = listener.faults().toString();
      if (!query.isEmpty()) {
        faults.put(listener.toString(), query);
      }
    }
    return faults;
  }

  @Override
  public boolean setFaults(String listener, String query) {
    Faults faults = Faults.parse(query);
    for (KeptListener each : listeners) {
      if (each.toString().equals(listener) && each.faults() instanceof EndpointFaults endpoint) {
        endpoint.change(faults);
        tellOfFaults(endpoint);
        return true;
      }
    }
    return false;
  }

  private void tellOfFaults(EndpointFaults endpoint) {
    String query = endpoint.toString();
    for (KeptListener each : listeners) {
      if (each.faults() == endpoint) {
        events.faultsChanged(each.toString(), query);
      }
    }
  }

  @Override
  public boolean fault(long id, String word) {
    LiveFault fault = LiveFault.of(word);
    OpenConnection connection = begun(id);
    if (connection == null) {
      return false;
    }
    fault.act(connection, events);
    return true;
  }

  @Override
  public Totals totals() {
    ConnectionTotals.Traffic traffic = totals.traffic();
    DatagramCounts udp = datagrams.counts();
    return new Totals(
        totals.opened(),
        totals.closed(),
        rejections.counts(),
        traffic.bytesIn(),
        traffic.bytesOut(),
        traffic.reads(),
        traffic.probes(),
        udp.received(),
        udp.receivedBytes(),
        udp.dropped(),
        faultTally.counts());
  }

  @Override
  public List<LoopLoad> eventLoops() {
    return loads.now(table);
  }

  private @Nullable OpenConnection begun(long id) {
    OpenConnection connection = table.find(id);
    return connection != null && connection.view().hasBegun() ? connection : null;
  }
}
