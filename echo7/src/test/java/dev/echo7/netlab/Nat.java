package dev.echo7.netlab;

import java.time.Duration;

/**
 * A router that hides one node behind its own address, as a home router does. A mapping that has
 * carried no packet for a while is forgotten: what comes from outside is dropped then. A datagram
 * from inside makes a new mapping, a segment of TCP none.
 */
public final class Nat {
  private final Node router;
  private final Link outside;

  Nat(Node router, Link inside, Link outside) {
    this.router = router;
    this.outside = outside;
    router.sysctl("net.ipv4.ip_forward=1");
    router.nft(
        """
        table ip nat {
          chain postrouting {
            type nat hook postrouting priority srcnat
            oifname "%s" masquerade
          }
        }
        table inet nat {
          chain forward {
            type filter hook forward priority filter
            ct state invalid drop
            iifname "%s" ct state new drop
          }
          chain input {
            type filter hook input priority filter
            iifname "%s" meta l4proto { tcp, udp } drop
          }
        }
        """
            .formatted(outside.device(), outside.device(), outside.device()));
    // After the rules, which load conntrack. Without loose, it joins no connection halfway.
    router.sysctl("net.netfilter.nf_conntrack_tcp_loose=0");
  }

  /** How long a mapping of UDP stays without a packet; at least 1 s, in whole seconds. */
  public Nat udpTimeout(Duration timeout) {
    long s = timeout.toSeconds();
    router.sysctl(
        "net.netfilter.nf_conntrack_udp_timeout=" + s,
        "net.netfilter.nf_conntrack_udp_timeout_stream=" + s);
    return this;
  }

  /** The same for connections of TCP. */
  public Nat tcpTimeout(Duration timeout) {
    router.sysctl(
        "net.netfilter.nf_conntrack_tcp_timeout_established=" + timeout.toSeconds(),
        "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=" + timeout.toSeconds());
    return this;
  }

  /** Where packets from inside seem to come from. */
  public String outsideAddress() {
    return outside.address(router);
  }

  public Node router() {
    return router;
  }
}
