package dev.echo7.net.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever header we write, Netty's decoder reads it as it was meant, however it is cut up. */
class ProxyHeaderPropertiesTest {

  @Property
  void isReadAsItWasMeant(
      @ForAll ProxyHeader.Version version,
      @ForAll("internet") ProxyHeader.Internet ends,
      @ForAll @IntRange(max = 60) int cut) {
    byte[] header = new ProxyHeader(version, ends).bytes(null, null);
    EmbeddedChannel decoder = new EmbeddedChannel(new HAProxyMessageDecoder());
    int at = Math.min(cut, header.length);
    decoder.writeInbound(Unpooled.copiedBuffer(header, 0, at));
    decoder.writeInbound(Unpooled.copiedBuffer(header, at, header.length - at));
    decoder.writeInbound(Unpooled.copiedBuffer(header));

    HAProxyMessage read = decoder.readInbound();
    assertNotNull(read);
    assertEquals(ends.source(), address(read.sourceAddress(), read.sourcePort()));
    assertEquals(ends.destination(), address(read.destinationAddress(), read.destinationPort()));
    read.release();
    ByteBuf rest = Unpooled.buffer();
    for (ByteBuf next = decoder.readInbound(); next != null; next = decoder.readInbound()) {
      rest.writeBytes(next);
      next.release();
    }
    assertEquals(Unpooled.wrappedBuffer(header), rest, "what follows the header is not its own");
    decoder.finishAndReleaseAll();
  }

  @Property
  void isReadBackFromItsNotation(
      @ForAll ProxyHeader.Version version, @ForAll("internet") ProxyHeader.Internet ends) {
    String notation =
        (version == ProxyHeader.Version.V1 ? "v1," : "v2,")
            + AddressText.of(ends.source())
            + ","
            + AddressText.of(ends.destination());
    assertEquals(new ProxyHeader(version, ends), ProxyHeaderParser.parse(notation));
  }

  @Property
  void isNeverLongerThanTheSpecificationAdmits(@ForAll("internet") ProxyHeader.Internet ends) {
    assertTrue(new ProxyHeader(ProxyHeader.Version.V1, ends).bytes(null, null).length <= 107);
    assertTrue(new ProxyHeader(ProxyHeader.Version.V2, ends).bytes(null, null).length <= 52);
  }

  @Property
  void refusesAnyOtherTextInOneLine(@ForAll String text) {
    try {
      ProxyHeaderParser.parse(text);
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("give "));
    }
  }

  @Provide
  Arbitrary<ProxyHeader.Internet> internet() {
    return Arbitraries.of(4, 16)
        .flatMap(
            bytes -> Combinators.combine(end(bytes), end(bytes)).as(ProxyHeader.Internet::new));
  }

  /** Netty takes no port 0 in a line. */
  private static Arbitrary<InetSocketAddress> end(int addressBytes) {
    Arbitrary<byte[]> address =
        Arbitraries.bytes().array(byte[].class).ofSize(addressBytes).filter(b -> !isMapped(b));
    Arbitrary<Integer> port = Arbitraries.integers().between(1, HostPort.MAX_PORT);
    return Combinators.combine(address, port)
        .as((bytes, number) -> new InetSocketAddress(inet(bytes), number));
  }

  /** The JDK makes an IPv4 address of it, and the two ends may be of different families then. */
  private static boolean isMapped(byte[] address) {
    byte[] prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    return address.length == 16 && Arrays.equals(address, 0, 12, prefix, 0, 12);
  }

  private static InetSocketAddress address(String text, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(text), port);
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
