package dev.echo7.netlab;

/** A cable that loses datagrams on their way to one end, until {@link #mend}. */
public final class Loss {
  private final Node receiver;
  private final String table;

  Loss(int nth, Node receiver, String device) {
    this.receiver = receiver;
    this.table = "loss_" + device;
    receiver.nft(
        """
        table inet %s {
          counter arrived { }
          counter lost { }
          chain datagrams {
            counter name arrived
            numgen inc mod %s %s counter name lost drop
          }
          chain incoming {
            type filter hook prerouting priority raw
            iifname "%s" meta l4proto udp jump datagrams
          }
        }
        """
            .formatted(table, nth, nth - 1, device));
  }

  /** How many datagrams came, with those that were lost. */
  public long arrived() {
    return receiver.counted(table, "arrived");
  }

  /** How many of them were lost. */
  public long lost() {
    return receiver.counted(table, "lost");
  }

  /** Loses none from now on. The counters are gone. */
  public void mend() {
    receiver.nft("delete table inet " + table + "\n");
  }
}
