package dev.echo7.netlab;

/** A cable that loses packets of one protocol on their way to one end, until {@link #mend}. */
public final class Loss {
  private final Node receiver;
  private final String table;

  /**
   * @param protocol of the packets that are counted and lost: tcp or udp
   */
  Loss(String protocol, int nth, Node receiver, String device) {
    this.receiver = receiver;
    this.table = "loss_" + protocol + "_" + device;
    receiver.nft(
        """
        table inet %s {
          counter arrived { }
          counter lost { }
          chain packets {
            counter name arrived
            numgen inc mod %s %s counter name lost drop
          }
          chain incoming {
            type filter hook prerouting priority raw
            iifname "%s" meta l4proto %s jump packets
          }
        }
        """
            .formatted(table, nth, nth - 1, device, protocol));
  }

  /** How many packets came, with those that were lost. */
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
