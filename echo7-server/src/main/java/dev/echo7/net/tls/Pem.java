package dev.echo7.net.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.file.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), in their order; text around them is skipped, as OpenSSL
 * skips it.
 *
 * <p>Immutable. Reading blocks on the file system, and takes pipes ({@code <(...)}) too.
 *
 * @param file where it was read, for messages
 * @param blocks what is in it
 */
public record Pem(Path file, List<Block> blocks) {
  /** Bundles of all public authorities have a quarter of a megabyte. */
  private static final int MAX_BYTES = 16 << 20;

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,64})-----[ \t]*\\R(.*?)-----END ([A-Z0-9 ]{1,64})-----",
          Pattern.DOTALL);

  /** DER, of which PKCS#12 is a kind too, starts with a SEQUENCE of two or more length bytes. */
  private static final Pattern BINARY = Pattern.compile("^0[\\x81-\\x84]");

  /**
   * One block.
   *
   * @param label the words after BEGIN
   * @param text what stands between the lines of BEGIN and END
   */
  public record Block(String label, String text) {

    /** Whether it is encrypted as OpenSSL did before PKCS#8: by headers (RFC 1421). */
    boolean hasHeaders() {
      return text.contains(":");
    }
  }

  public Pem {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads a file.
   *
   * @throws TlsMaterialException if it cannot be read, or has no block
   */
  public static Pem read(Path file) throws TlsMaterialException {
    return parse(file, new String(bytes(file), ISO_8859_1));
  }

  static Pem parse(Path file, String text) throws TlsMaterialException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).equals(matcher.group(3))) {
        throw new TlsMaterialException(
            file + " is damaged: BEGIN " + matcher.group(1) + " has no END; copy it again");
      }
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    if (!blocks.isEmpty()) {
      return new Pem(file, blocks);
    }
    if (BINARY.matcher(text).find()) {
      throw new TlsMaterialException(
          file
              + " is binary, not PEM; convert it: openssl x509 -inform DER -in FILE (a"
              + " certificate), openssl pkcs12 -nodes -in FILE (PKCS#12)");
    }
    throw new TlsMaterialException(
        file
            + (text.contains("-----BEGIN ") ? " is cut off: no END line" : " is not PEM")
            + "; give a file with lines such as -----BEGIN CERTIFICATE-----");
  }

  /** The labels, for a message that says what was found in the place of what was wanted. */
  String labels() {
    return String.join(", ", blocks.stream().map(Block::label).distinct().toList());
  }

  /**
   * What the text of a block stands for.
   *
   * @throws TlsMaterialException if it is not Base64
   */
  byte[] der(Block block) throws TlsMaterialException {
    try {
      return Base64.getDecoder().decode(block.text().replaceAll("\\s+", ""));
    } catch (IllegalArgumentException e) {
      throw new TlsMaterialException(
          file + " is damaged: its " + block.label() + " is not Base64; copy it again", e);
    }
  }

  static byte[] bytes(Path file) throws TlsMaterialException {
    try {
      return InputFile.read(file, MAX_BYTES);
    } catch (InputFile.UnusableException e) {
      throw new TlsMaterialException("cannot read " + file + ": " + FailureText.of(e), e);
    }
  }
}
