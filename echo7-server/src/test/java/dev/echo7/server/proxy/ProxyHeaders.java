package dev.echo7.server.proxy;

import dev.echo7.net.proxy.ProxyHeaderParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** PROXY headers, right and wrong ones. */
final class ProxyHeaders {
  static final String TCP4 = "v%d,192.0.2.1:56324,198.51.100.1:443";
  static final String TCP6 = "v%d,[2001:db8::1]:56324,[2001:db8::2]:443";

  private ProxyHeaders() {}

  static byte[] text(String line) {
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As {@code --send-proxy} takes it. */
  static byte[] of(String notation) {
    return ProxyHeaderParser.parse(notation).bytes(null, null);
  }

  /** Any structure of version 2, its length stated as it is. */
  static byte[] structure(int command, int family, byte[] rest) {
    return structure(command, family, rest.length, rest);
  }

  static byte[] structure(int command, int family, int statedBytes, byte[] rest) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(text("\r\n\r\n\0\r\nQUIT\n"));
    header.write(command);
    header.write(family);
    header.write(statedBytes >> 8);
    header.write(statedBytes);
    header.writeBytes(rest);
    return header.toByteArray();
  }

  /** For TCP over IPv4, with one addition of this many bytes, its three of type and length too. */
  static byte[] withAddition(int bytes) {
    byte[] rest = new byte[12 + bytes];
    rest[0] = (byte) 192;
    rest[2] = 2;
    rest[3] = 1;
    rest[12] = (byte) 0xe0;
    rest[13] = (byte) ((bytes - 3) >> 8);
    rest[14] = (byte) (bytes - 3);
    return structure(0x21, 0x11, rest);
  }

  static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
