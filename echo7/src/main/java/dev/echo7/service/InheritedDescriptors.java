package dev.echo7.service;

import dev.echo7.net.Endpoint;
import dev.echo7.server.config.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that systemd has opened for this process, as its environment lists them:
 * sd_listen_fds(3).
 */
public final class InheritedDescriptors {
  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private InheritedDescriptors() {}

  /**
   * The sockets meant for this process; none if LISTEN_PID names another one, whose environment we
   * inherited.
   *
   * @throws ServerStartException if the variables contradict themselves
   */
  public static List<Endpoint> of(Map<String, String> environment, long pid)
      throws ServerStartException {
    String meantFor = environment.get("LISTEN_PID");
    if (meantFor == null || number("LISTEN_PID", meantFor) != pid) {
      return List.of();
    }
    long count = number("LISTEN_FDS", environment.get("LISTEN_FDS"));
    String names = environment.getOrDefault("LISTEN_FDNAMES", "");
    String[] each = names.split(":", -1);
    if (!names.isEmpty() && each.length != count) {
      throw new ServerStartException(
          "LISTEN_FDNAMES has " + each.length + " names for " + count + " descriptors");
    }
    List<Endpoint> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new Endpoint.Inherited(FIRST + i, names.isEmpty() ? "" : each[i]));
    }
    return sockets;
  }

  private static long number(String variable, @Nullable String value) throws ServerStartException {
    if (value == null || !value.matches("[0-9]{1,9}")) {
      throw new ServerStartException(
          variable
              + (value == null ? " is not set" : "=" + value + " is not a number")
              + "; see sd_listen_fds(3)");
    }
    return Long.parseLong(value);
  }
}
