package dev.echo7.server.listen;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps between the sockets of one server and their echo, in the order in which received bytes
 * pass them.
 *
 * @param first before TLS
 * @param tls for secure listeners; null if the server has none
 * @param last between TLS and the echo
 */
public record ConnectionSteps(
    List<ConnectionStep> first, @Nullable ConnectionStep tls, List<ConnectionStep> last) {
  /** Nothing but the echo. */
  public static final ConnectionSteps NONE = new ConnectionSteps(List.of(), null, List.of());

  /** The steps of one listener. */
  List<ConnectionStep> of(boolean secure) {
    List<ConnectionStep> all = new ArrayList<>(first);
    if (secure) {
      if (tls == null) {
        throw new IllegalStateException("a secure listener without TLS");
      }
      all.add(tls);
    }
    all.addAll(last);
    return List.copyOf(all);
  }
}
