package dev.echo7.server.tls;

import dev.echo7.fault.Fault.Certificate;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Makes certificates of which exactly one thing is wrong: all but one are issued by an authority
 * that a client may know, because it has issued the server's right certificate, or is sent with
 * them. Needs Bouncy Castle, which is optional.
 */
final class FaultyCertificates {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(365);

  /** RFC 6761: no host ever has such a name. */
  private static final String WRONG_HOST = "wrong-host.invalid";

  /** RFC 5280, section 4.2.1.3: the bit of a key that may sign certificates. */
  private static final int KEY_CERT_SIGN = 5;

  private final TlsMaterial authority;
  private final GeneralNames names = SelfSigned.names();

  /**
   * @param own the server's own certificate, which issues them if it may
   * @throws ServerStartException if it may not, and no authority can be made
   */
  FaultyCertificates(TlsMaterial own) throws ServerStartException {
    try {
      this.authority = mayIssue(own.leaf()) ? own : authority("CN=echo7-authority");
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw refused("an authority", e);
    }
  }

  private static boolean mayIssue(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
  }

  private TlsMaterial authority(String subject)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    Instant now = Instant.now();
    return new CertificateDraft(subject, names, now.minus(DAY), now.plus(YEAR)).selfSigned();
  }

  /**
   * Makes one, with dates as of now.
   *
   * @throws ServerStartException if that fails
   */
  TlsMaterial make(Certificate kind) throws ServerStartException {
    Instant now = Instant.now();
    try {
      return switch (kind) {
        case EXPIRED -> draft(kind, names, now.minus(MONTH), now.minus(DAY)).signedBy(authority);
        case NOT_YET -> draft(kind, names, now.plus(DAY), now.plus(MONTH)).signedBy(authority);
        case WRONG_HOST ->
            draft(kind, wrongHost(), now.minus(DAY), now.plus(YEAR)).signedBy(authority);
        case UNKNOWN_CA -> byAnUnknownAuthority(draft(kind, names, now.minus(DAY), now.plus(YEAR)));
      };
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw refused("the certificate of cert=" + kind, e);
    }
  }

  private static CertificateDraft draft(
      Certificate kind, GeneralNames names, Instant from, Instant to) {
    return new CertificateDraft("CN=echo7-" + kind, names, from, to);
  }

  private static GeneralNames wrongHost() {
    return new GeneralNames(new GeneralName(GeneralName.dNSName, WRONG_HOST));
  }

  /** The authority is thrown away, and not sent. */
  private TlsMaterial byAnUnknownAuthority(CertificateDraft draft)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    TlsMaterial made = draft.signedBy(authority("CN=echo7-unknown-authority"));
    return new TlsMaterial(made.chain().subList(0, 1), made.key());
  }

  private static ServerStartException refused(String what, Exception failure) {
    return new ServerStartException(
        "tls: cannot create " + what + ": " + FailureText.of(failure), failure);
  }
}
