package dev.echo7.admin.route;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.file.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that requests carry as {@code Authorization: Bearer TOKEN} (RFC 6750).
 *
 * <p>Immutable; any thread. A comparison takes the same time however much of a token is right.
 */
public final class AdminTokens {
  /** No token is required: everybody who reaches the endpoint may do everything. */
  public static final AdminTokens NOT_ASKED = new AdminTokens(null, null);

  private static final String SCHEME = "Bearer ";

  /** The longest token; a longer first line is a file named by mistake. */
  private static final int MAX_BYTES = 4_096;

  /** The shortest token that cannot be guessed. */
  private static final int MIN_LENGTH = 16;

  private static final String CURE = "create one with openssl rand -hex 16";

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final byte @Nullable [] all;
  private final byte @Nullable [] reading;

  private AdminTokens(byte @Nullable [] all, byte @Nullable [] reading) {
    this.all = all;
    this.reading = reading;
  }

  /**
   * Reads the first line of each file.
   *
   * @param all the file with the token that may do everything
   * @param reading the file with the read-only token; null for none
   * @throws AdminStartException if one cannot be read, is no token, is open to other users, or both
   *     are the same
   */
  public static AdminTokens load(Path all, @Nullable Path reading) throws AdminStartException {
    byte[] steering = token(all);
    byte[] seeing = reading == null ? null : token(reading);
    if (reading != null && Arrays.equals(steering, seeing)) {
      throw refused(
          reading, "it is the same token as in " + all + "; the read-only token must differ");
    }
    return new AdminTokens(steering, seeing);
  }

  /**
   * The token of a file: its first line.
   *
   * @throws AdminStartException if it cannot be read, is no token, or is open to other users
   */
  public static String read(Path file) throws AdminStartException {
    return new String(token(file), StandardCharsets.ISO_8859_1);
  }

  /** Whether requests need a token. */
  public boolean asked() {
    return all != null;
  }

  /** What a request with this Authorization header may do. */
  Access access(@Nullable String authorization) {
    if (all == null) {
      return Access.STEER;
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Access.NONE;
    }
    byte[] token =
        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
    if (MessageDigest.isEqual(all, token)) {
      return Access.STEER;
    }
    return reading != null && MessageDigest.isEqual(reading, token) ? Access.READ : Access.NONE;
  }

  private static byte[] token(Path file) throws AdminStartException {
    try {
      byte[] bytes = InputFile.read(file, MAX_BYTES);
      if (isOpenToOthers(file)) {
        throw refused(file, "other users can open it; chmod o-rw " + file);
      }
      Optional<String> line = new String(bytes, StandardCharsets.UTF_8).lines().findFirst();
      String token = line.orElse("").strip();
      if (token.isEmpty()) {
        throw refused(file, "its first line is empty; " + CURE);
      }
      if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw refused(file, "its first line must have visible ASCII characters only");
      }
      if (token.length() < MIN_LENGTH) {
        throw refused(file, "the token is shorter than " + MIN_LENGTH + " characters; " + CURE);
      }
      return token.getBytes(StandardCharsets.ISO_8859_1);
    } catch (AdminStartException e) {
      throw e;
    } catch (InputFile.UnusableException e) {
      throw refused(file, "it cannot be read: " + FailureText.of(e));
    } catch (IOException e) {
      throw refused(file, "it cannot be read: " + FailureText.of(e, Situation.READ_FILE));
    }
  }

  /** Also looks at pipes; false on file systems without POSIX permissions. */
  private static boolean isOpenToOthers(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains);
  }

  private static AdminStartException refused(Path file, String reason) {
    return new AdminStartException("cannot take the token from " + file + ": " + reason);
  }
}
