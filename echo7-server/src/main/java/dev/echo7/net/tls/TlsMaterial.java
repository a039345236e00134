package dev.echo7.net.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who we are on TLS: a certificate with its chain, and the private key that belongs to it. The same
 * for a server and for a client that is asked for a certificate.
 *
 * <p>Immutable; read from PEM files, which blocks.
 *
 * @param chain our own certificate first, then who issued it; at least one
 * @param key belongs to the first of the chain
 */
public record TlsMaterial(List<X509Certificate> chain, PrivateKey key) {

  public TlsMaterial {
    chain = List.copyOf(chain);
  }

  /** Our own certificate. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /**
   * Reads both; the key must not be encrypted.
   *
   * @throws TlsMaterialException if they cannot be used
   */
  public static TlsMaterial read(Path certificateFile, Path keyFile) throws TlsMaterialException {
    return read(certificateFile, keyFile, null);
  }

  /**
   * Reads both and sees that they belong together.
   *
   * @param certificateFile PEM: our certificate, then its chain
   * @param keyFile PEM: PKCS#8, RSA, EC or Ed25519; may be the same file
   * @param passwordFile its first line is the password of an encrypted key; null if the key is not
   *     encrypted
   * @throws TlsMaterialException if they cannot be used
   */
  public static TlsMaterial read(Path certificateFile, Path keyFile, @Nullable Path passwordFile)
      throws TlsMaterialException {
    List<X509Certificate> chain = certificates(certificateFile);
    PrivateKey key = PrivateKeys.read(keyFile, passwordFile);
    if (!belongTogether(chain.get(0).getPublicKey(), key)) {
      throw new TlsMaterialException(
          "the key in "
              + keyFile
              + " does not match the first certificate in "
              + certificateFile
              + " ("
              + CertificateText.subject(chain.get(0))
              + "); give the matching key, and the server's own certificate first");
    }
    return new TlsMaterial(chain, key);
  }

  /**
   * All certificates of a PEM file: a chain, or a bundle of authorities.
   *
   * @return at least one, in the file's order
   * @throws TlsMaterialException if there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(Path file) throws TlsMaterialException {
    Pem pem = Pem.read(file);
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem.Block block : pem.blocks()) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(file, pem.der(block)));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsMaterialException(
          file + " has no certificate, only " + pem.labels() + "; give a certificate file");
    }
    return certificates;
  }

  private static X509Certificate certificate(Path file, byte[] der) throws TlsMaterialException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new TlsMaterialException(
          file + " has a damaged certificate; see: openssl x509 -text -in " + file, e);
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
    if (publicKey instanceof RSAKey ours && key instanceof RSAKey theirs) {
      return ours.getModulus().equals(theirs.getModulus());
    }
    if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      byte[] challenge = "echo7".getBytes(US_ASCII);
      Signature signature = signature(key);
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Of different curves, or a key that cannot sign: no pair either way.
      return false;
    }
  }

  private static Signature signature(PrivateKey key) throws GeneralSecurityException {
    return Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
  }
}
