package dev.echo7.server.tls;

import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What a certificate is to say; a key is made with it. Needs Bouncy Castle, which is optional.
 *
 * @param subject {@code CN=echo7}
 * @param names for which hosts it is
 * @param from when it becomes valid
 * @param to when it expires
 */
record CertificateDraft(String subject, GeneralNames names, Instant from, Instant to) {

  /** One that is its own authority, and may be that of others. */
  TlsMaterial selfSigned() throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair keys = keys();
    X500Principal own = new X500Principal(subject);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            own, serial(), Date.from(from), Date.from(to), own, keys.getPublic());
    return new TlsMaterial(List.of(signed(builder, true, keys.getPrivate())), keys.getPrivate());
  }

  /** One that an authority has issued, with the authority's own behind it. */
  TlsMaterial signedBy(TlsMaterial authority)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair keys = keys();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority.leaf(),
            serial(),
            Date.from(from),
            Date.from(to),
            new X500Principal(subject),
            keys.getPublic());
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(signed(builder, false, authority.key()));
    chain.addAll(authority.chain());
    return new TlsMaterial(chain, keys.getPrivate());
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom());
  }

  private X509Certificate signed(
      X509v3CertificateBuilder builder, boolean isAuthority, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    builder.addExtension(Extension.subjectAlternativeName, false, names);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm(key)).build(key)));
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }
}
