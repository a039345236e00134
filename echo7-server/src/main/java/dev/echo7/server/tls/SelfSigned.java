package dev.echo7.server.tls;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * A certificate for the names and addresses of this machine, so that {@code tls://} works in the
 * first minute. It lives in memory only, as long as the server.
 */
final class SelfSigned {
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final long NAME_PATIENCE_MS = 1_000;
  private static final String SUBJECT = "CN=echo7 self-signed";

  private SelfSigned() {}

  static TlsMaterial make() throws ServerStartException {
    try {
      return draft().selfSigned();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new ServerStartException(
          "cannot create a self-signed certificate: "
              + FailureText.of(e)
              + "; give one with --tls-cert and --tls-key",
          e);
    }
  }

  private static CertificateDraft draft() {
    // From yesterday on: the client's clock may be behind.
    Instant start = Instant.now().minus(Duration.ofDays(1));
    return new CertificateDraft(SUBJECT, names(), start, start.plus(LIFETIME));
  }

  /** The names and addresses of this machine; may take a second. */
  static GeneralNames names() {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    hostNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    addresses().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  /** The addresses of the interfaces that are up; none before the network is up, for example. */
  private static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(SelfSigned::withoutZone)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What this machine is called; nothing where its name service does not say so in time. */
  private static List<String> hostNames() {
    return CompletableFuture.supplyAsync(SelfSigned::askForHostNames)
        .completeOnTimeout(List.of(), NAME_PATIENCE_MS, TimeUnit.MILLISECONDS)
        .join();
  }

  private static List<String> askForHostNames() {
    try {
      InetAddress self = InetAddress.getLocalHost();
      return List.of(self.getHostName(), self.getCanonicalHostName());
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static String withoutZone(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
