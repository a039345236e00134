package dev.echo7.events;

import dev.echo7.net.Transport;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as a test wants it seen. */
public record SeenConnection(
    long id,
    Peer peer,
    long bytesIn,
    long openedAtNs,
    @Nullable TlsInfo tls,
    @Nullable KernelInfo kernel,
    String faults,
    List<FaultHit> faultHits)
    implements Connection {
  private static final long AGE_NS = 3_200_000_000L;

  /** One that began 3.2 s ago on a dual-stack socket. */
  public static SeenConnection from(String address, long bytesIn) {
    return of(new Peer(InetAddress.ofLiteral(address), "::ffff:" + address), bytesIn);
  }

  public static SeenConnection of(Peer peer, long bytesIn) {
    long openedAtNs = System.nanoTime() - AGE_NS;
    return new SeenConnection(1, peer, bytesIn, openedAtNs, null, null, "", List.of());
  }

  public SeenConnection withTls(TlsInfo result) {
    return new SeenConnection(id, peer, bytesIn, openedAtNs, result, kernel, faults, faultHits);
  }

  public SeenConnection withKernel(KernelInfo known) {
    return new SeenConnection(id, peer, bytesIn, openedAtNs, tls, known, faults, faultHits);
  }

  /** On a faulty endpoint, where these faults have acted. */
  public SeenConnection withFaults(String query, FaultHit... hits) {
    return new SeenConnection(id, peer, bytesIn, openedAtNs, tls, kernel, query, List.of(hits));
  }

  @Override
  public Transport transport() {
    return tls == null ? Transport.TCP : Transport.TLS;
  }

  @Override
  public String listener() {
    return transport() + " [::]:7";
  }

  @Override
  public int port() {
    return 40_000;
  }

  @Override
  public long bytesOut() {
    return bytesIn;
  }

  @Override
  public long reads() {
    return bytesIn == 0 ? 0 : 1;
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  @Override
  public long lastActiveNs() {
    return openedAtNs;
  }
}
