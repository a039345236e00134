/** An echo server for tests, faulty on request: {@link dev.echo7.junit.EchoPeer}. */
@SuppressWarnings("module") // The digit is in the name of the product.
module dev.echo7.junit {
  requires transitive dev.echo7.server;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.echo7.junit;

  opens dev.echo7.junit to
      org.junit.platform.commons; // Makes the extension.
}
