package dev.echo7.net;

import java.nio.charset.StandardCharsets;

/** A target for a fuzzer: any text is a network that is read back the same, or is refused. */
public final class CidrFuzz {

  private CidrFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Cidr cidr;
    try {
      cidr = Cidr.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!cidr.equals(Cidr.parse(cidr.toString()))) {
      throw new AssertionError(cidr + " is not read back");
    }
  }
}
