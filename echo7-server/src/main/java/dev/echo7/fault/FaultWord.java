package dev.echo7.fault;

import dev.echo7.net.Transport;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of faults. The words are stable: they appear in endpoints, logs and metrics. */
public enum FaultWord {
  /** Each byte, or each datagram, comes later. */
  DELAY(On.ANY, "delay=50ms"),
  /** The echo comes at a limited rate. */
  RATE(On.STREAM, "rate=64k/s"),
  /** The echo comes in small segments. */
  SLICE(On.STREAM, "slice=1"),
  /** After a number of bytes, or a time, the server's FIN comes. */
  CUT(On.STREAM, "cut=64k"),
  /** After a number of bytes, or a time, a reset comes. */
  RESET(On.TCP, "reset=64k"),
  /** The server's FIN comes after the first echo, and the server goes on reading. */
  CLOSE(On.STREAM, "close=half"),
  /** After a number of bytes, nothing more comes: no bytes and no FIN. */
  STALL(On.STREAM, "stall=64k"),
  /** The server reads nothing. */
  NOREAD(On.STREAM, "noread"),
  /** The server accepts no connection. */
  NOACCEPT(On.STREAM, "noaccept"),
  /** Each byte has one bit flipped with a given probability. */
  CORRUPT(On.ANY, "corrupt=1/1000"),
  /** A few bytes of another connection come in place of its own. */
  SWAP(On.STREAM, "swap=1/1000"),
  /** The server speaks first. */
  GREET(On.STREAM, "greet=hello"),
  /** A datagram is not answered. */
  DROP(On.UDP, "drop=5%"),
  /** A datagram is answered twice. */
  DUP(On.UDP, "dup=5%"),
  /** A datagram is answered after the next one. */
  REORDER(On.UDP, "reorder=5%"),
  /** The connection ends without a close_notify. */
  TRUNCATE(On.TLS, "truncate"),
  /** The certificate is one that a client must reject. */
  CERT(On.TLS, "cert=expired"),
  /** The TLS handshake goes wrong. */
  HANDSHAKE(On.TLS, "handshake=stall"),
  /** TLS records have a given size. */
  RECORD(On.TLS, "record=1");

  private final On on;
  private final String example;

  FaultWord(On on, String example) {
    this.on = on;
    this.example = example;
  }

  /** Where a word makes sense, and how to say so. */
  private enum On {
    ANY("every endpoint"),
    STREAM("streams"),
    TCP("TCP and TLS"),
    TLS("TLS"),
    UDP("UDP");

    private final String text;

    On(String text) {
      this.text = text;
    }

    boolean has(Transport transport) {
      return switch (this) {
        case ANY -> true;
        case STREAM -> transport != Transport.UDP;
        case TCP -> transport == Transport.TCP || transport == Transport.TLS;
        case TLS -> transport == Transport.TLS;
        case UDP -> transport == Transport.UDP;
      };
    }
  }

  /** Whether endpoints with this transport can have it. */
  public boolean isFor(Transport transport) {
    return on.has(transport);
  }

  /** Whether it acts on the listener, and so on each connection alike. */
  boolean isOfEndpoint() {
    return this == NOACCEPT;
  }

  /** Whether it acts before the first byte of a connection's echo. */
  boolean isOfHandshake() {
    return this == CERT || this == HANDSHAKE;
  }

  /** What it works on, for messages: {@code UDP}. */
  String place() {
    return on.text;
  }

  /** An example for messages: {@code cut=64k}. */
  String example() {
    return example;
  }

  /** The words for a transport: {@code drop, dup or reorder}. */
  static String wordsFor(Transport transport) {
    return Arrays.stream(values())
        .filter(word -> word.isFor(transport))
        .map(FaultWord::toString)
        .collect(Collectors.joining(", "));
  }

  /** {@code cut}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
