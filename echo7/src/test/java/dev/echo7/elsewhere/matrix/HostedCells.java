package dev.echo7.elsewhere.matrix;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** Cells that run on a host of their own, created for the first of them. */
public final class HostedCells implements AutoCloseable {
  private final Map<Circumstance, Host> hosts = new LinkedHashMap<>();

  /**
   * Modes on a host with a loopback interface.
   *
   * @param setup a script that runs on it first
   * @param trouble what happens to it once the {@link Peer} serves
   */
  public List<Cell> in(
      String name,
      String setup,
      Consumer<Host> trouble,
      List<Mode> modes,
      Function<Mode, Outcome> outcome) {
    Host host = new Host(Host.LOOPBACK + setup, trouble);
    return at(host, Circumstance.of(name).with(outcome), modes);
  }

  /** Modes on that host, under one more circumstance. */
  public List<Cell> at(Host host, Circumstance circumstance, List<Mode> modes) {
    Circumstance there = circumstance.inNetwork(host.enter());
    hosts.put(there, host);
    return Cell.of(modes, List.of(there));
  }

  public void hold(Cell cell, Path folder) {
    cell.hold(Objects.requireNonNull(hosts.get(cell.circumstance())).peer(), folder);
  }

  @Override
  public void close() {
    hosts.values().forEach(Host::close);
  }
}
