package dev.echo7.net.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys of PEM files: PKCS#8, plain or encrypted (RFC 5958, RFC 8018); RSA, RSASSA-PSS, EC,
 * Ed25519 and Ed448.
 */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final String OID_PBES2 = "1.2.840.113549.1.5.13";

  private PrivateKeys() {}

  /**
   * The first private key of a file.
   *
   * @param passwordFile its first line is the password of an encrypted key; null if there is none
   */
  static PrivateKey read(Path file, @Nullable Path passwordFile) throws TlsMaterialException {
    Pem pem = Pem.read(file);
    Pem.Block block =
        pem.blocks().stream()
            .filter(b -> b.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(
                () ->
                    new TlsMaterialException(
                        file + " has no private key, only " + pem.labels() + "; give a key file"));
    return switch (block.label()) {
      case "PRIVATE KEY" -> decode(file, pem.der(block));
      case "ENCRYPTED PRIVATE KEY" ->
          decode(file, decrypt(file, pem.der(block), passwordOf(file, passwordFile)));
      default ->
          throw new TlsMaterialException(
              file
                  + " has a key of type '"
                  + block.label()
                  + (block.hasHeaders() ? "', encrypted" : "'")
                  + ", not PKCS#8; convert it: openssl pkcs8 -topk8 -nodes -in "
                  + file
                  + " -out NEWFILE");
    };
  }

  private static PrivateKey decode(Path file, byte[] pkcs8) throws TlsMaterialException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another kind: the next may be its own.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no " + algorithm, e);
      }
    }
    throw new TlsMaterialException(
        file + " has a private key that is neither RSA, EC nor Ed25519; create one of these");
  }

  private static byte[] decrypt(Path file, byte[] der, char[] password)
      throws TlsMaterialException {
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      String algorithm = algorithm(info);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
          info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (InvalidKeySpecException e) {
      throw new TlsMaterialException(
          "wrong passphrase for " + file + "; check the passphrase file", e);
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsMaterialException(
          file
              + " uses an unsupported encryption; convert it: openssl pkcs8 -topk8"
              + " -v2 aes-256-cbc -in "
              + file
              + " -out NEWFILE",
          e);
    } finally {
      spec.clearPassword();
      Arrays.fill(password, ' ');
    }
  }

  /** Of PBES2 the JDK has one algorithm for each mix, whose name its parameters say. */
  private static String algorithm(EncryptedPrivateKeyInfo info) throws GeneralSecurityException {
    AlgorithmParameters parameters = info.getAlgParameters();
    boolean pbes2 = info.getAlgName().equals("PBES2") || info.getAlgName().equals(OID_PBES2);
    if (pbes2 && parameters != null) {
      return parameters.toString();
    }
    return info.getAlgName();
  }

  private static char[] passwordOf(Path keyFile, @Nullable Path passwordFile)
      throws TlsMaterialException {
    if (passwordFile == null) {
      throw new TlsMaterialException(
          keyFile
              + " is encrypted; give the file with its passphrase: --tls-key-password-file"
              + " FILE");
    }
    String text = new String(Pem.bytes(passwordFile), UTF_8);
    return text.lines().findFirst().orElse("").toCharArray();
  }
}
