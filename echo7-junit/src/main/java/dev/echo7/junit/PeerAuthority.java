package dev.echo7.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The authority that has issued the certificate of all peers. One per class loader, made when the
 * first peer needs it. Any thread.
 *
 * <p>The server reads certificates and keys from files: they are in a folder of this user alone,
 * which is deleted when the JVM exits.
 */
final class PeerAuthority {
  private static final X500Name NAME = new X500Name("CN=echo7-junit authority");
  private static final X500Name PEER = new X500Name("CN=echo7-junit peer");
  private static final GeneralNames LOOPBACK =
      new GeneralNames(
          new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
          });
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final int PEM_COLUMNS = 64;

  private final KeyPair keys = newKeys();
  private final Path folder = Files.createTempDirectory("echo7-junit");
  private final ServerTls issuing;
  private final ServerTls good;
  private final PeerTls tls;

  /** Makes it at first use. */
  private static final class Holder {
    static final PeerAuthority ONLY = make();

    private static PeerAuthority make() {
      try {
        return new PeerAuthority();
      } catch (GeneralSecurityException | OperatorCreationException e) {
        throw new IllegalStateException("cannot make the certificate of a peer", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private PeerAuthority() throws GeneralSecurityException, OperatorCreationException, IOException {
    folder.toFile().deleteOnExit();
    X509Certificate own = sign(NAME, keys, null);
    issuing = write("authority", own, keys);
    KeyPair keysOfPeers = newKeys();
    X509Certificate certificate = sign(PEER, keysOfPeers, LOOPBACK);
    good = write("peer", certificate, keysOfPeers);
    tls = new PeerTls(own, certificate, trusting(own));
  }

  static PeerAuthority ofThisClassLoader() {
    return Holder.ONLY;
  }

  PeerTls tls() {
    return tls;
  }

  /**
   * The identity of a peer.
   *
   * @param isBad whether its certificate is to be wrong: the server issues that itself, and needs
   *     the key of the authority, or more than the one thing would be wrong with it
   */
  ServerTls identity(boolean isBad) {
    return isBad ? issuing : good;
  }

  /**
   * Signs a certificate.
   *
   * @param names of a server; null for one that may sign
   */
  private X509Certificate sign(X500Name subject, KeyPair holder, @Nullable GeneralNames names)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    // From yesterday on: the client's clock may be behind.
    Instant start = Instant.now().minus(Duration.ofDays(1));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(127, new SecureRandom()),
            Date.from(start),
            Date.from(start.plus(LIFETIME)),
            subject,
            holder.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
    if (names != null) {
      builder.addExtension(Extension.subjectAlternativeName, false, names);
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static SSLContext trusting(X509Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private ServerTls write(String name, X509Certificate certificate, KeyPair pair)
      throws GeneralSecurityException, IOException {
    Path chain = pem(name + ".pem", "CERTIFICATE", certificate.getEncoded());
    Path key = pem(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
    return new ServerTls(chain, key, null, null, ServerTls.Engine.BEST);
  }

  private Path pem(String name, String label, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    String body = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(content);
    Files.write(
        file,
        ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
            .getBytes(US_ASCII));
    file.toFile().deleteOnExit();
    return file;
  }
}
