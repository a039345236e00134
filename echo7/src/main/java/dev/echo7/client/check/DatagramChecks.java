package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.check.CheckVerdict.Skipped;
import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.dial.DatagramTries;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.net.AddressText;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks of UDP: each datagram is answered by one with the same data. */
final class DatagramChecks {
  /** 1,472 bytes fill an Ethernet frame over IPv4, 1,473 need two, 65,507 are the maximum. */
  private static final int[] SIZES = {1, 512, 1472, 1473, UdpLimits.MAX_PAYLOAD_IPV4};

  private static final int ASKED_BYTES = 64;

  /** How long to wait for a second answer. */
  private static final Duration SECOND_ANSWER = Duration.ofMillis(100);

  private static final int HIGHEST_GUARDED_PORT = 1023;
  private static final int LOWEST_TRIED_PORT = 1000;

  private static final String DUPLICATED = "duplicated: more replies than datagrams";

  /**
   * The first answer to a datagram.
   *
   * @param from the address that answered
   * @param sent how many equal datagrams had been sent by then
   */
  private record Answer(InetSocketAddress from, int sent) {}

  private DatagramChecks() {}

  /** All checks of UDP, in order. */
  static List<Check> all() {
    Stream<Check> sizes =
        IntStream.of(SIZES)
            .mapToObj(
                bytes ->
                    new Check(
                        "udp-" + bytes,
                        "a datagram of "
                            + PayloadMismatch.count(bytes)
                            + " comes back exactly once",
                        target -> comesBack(target, bytes)));
    return Stream.of(
            Stream.of(
                new Check(
                    "udp-empty",
                    "an empty datagram comes back exactly once",
                    DatagramChecks::empty)),
            sizes,
            Stream.of(
                new Check(
                    "udp-burst",
                    "a burst of 1000 datagrams comes back unchanged",
                    DatagramBurst::run),
                new Check(
                    "udp-address",
                    "the reply comes from the address that was asked",
                    DatagramChecks::address),
                new Check(
                    "udp-source-port",
                    "information: are datagrams from a service's port answered?",
                    DatagramChecks::sourcePort)))
        .flatMap(some -> some)
        .toList();
  }

  private static CheckVerdict comesBack(CheckTarget target, int bytes) throws IOException {
    ByteBuffer came = ByteBuffer.allocate(UdpLimits.MAX_DATAGRAM + 1);
    List<EchoPayload> sent = new ArrayList<>();
    List<EchoPayload> answered = new ArrayList<>();
    try (DatagramSession session = target.datagrams()) {
      DatagramTries tries = new DatagramTries(session);
      EchoPayload payload = target.payload(bytes);
      while (tries.next(ByteBuffer.wrap(payload.bytes(0, bytes)))) {
        sent.add(payload);
        if (receive(session, came, target.patience().dividedBy(DatagramTries.MOST), tries)) {
          int asked = sent.size();
          settle(sent, answered, came.flip());
          refuseMore(session, came, sent, answered);
          return new Ok(asked == 1 ? "" : "a reply came only after " + asked + " were sent");
        }
        payload = target.payload(bytes);
      }
      throw tries.failure();
    } catch (NotSentException e) {
      return new Skipped("this machine cannot send it: " + FailureText.of(e));
    }
  }

  /** Uses an unconnected socket, since the JDK sends no empty datagram on a connected one. */
  private static CheckVerdict empty(CheckTarget target) throws IOException {
    InetSocketAddress server = server(target);
    try (DatagramChannel channel = DatagramSession.channel(server)) {
      Answer answer = ask(target, channel, server, 0);
      if (answer == null) {
        throw new NotEchoException("no reply to any of " + DatagramTries.MOST + " datagrams");
      }
      channel.socket().setSoTimeout((int) SECOND_ANSWER.toMillis());
      for (int answers = 1; answers <= answer.sent(); answers++) {
        channel.socket().receive(new DatagramPacket(new byte[1], 1));
      }
      throw new NotEchoException(DUPLICATED);
    } catch (SocketTimeoutException e) {
      return new Ok("");
    }
  }

  private static boolean receive(
      DatagramSession session, ByteBuffer came, Duration patience, DatagramOutput.Reports reports)
      throws IOException {
    return session.receive(came.clear(), patience, reports);
  }

  /** Checks that an answer matches a sent datagram, which may be one that was given up. */
  private static void settle(List<EchoPayload> sent, List<EchoPayload> answered, ByteBuffer came)
      throws NotEchoException {
    byte[] got = new byte[came.remaining()];
    came.get(came.position(), got);
    List<EchoPayload> same = sent.stream().filter(p -> agreement(p, got) < 0).toList();
    if (same.isEmpty()) {
      PayloadMismatch.refuse(
          Collections.max(sent, Comparator.comparingInt(p -> agreement(p, got))), came);
    }
    answered.add(
        same.stream()
            .filter(p -> !answered.contains(p))
            .findFirst()
            .orElseThrow(() -> new NotEchoException(DUPLICATED)));
  }

  /** The index of the first difference; -1 if there is none. */
  private static int agreement(EchoPayload payload, byte[] got) {
    return Arrays.mismatch(payload.bytes(0, payload.length()), got);
  }

  /** Rejects more answers than datagrams; answers to earlier datagrams may be late. */
  private static void refuseMore(
      DatagramSession session, ByteBuffer came, List<EchoPayload> sent, List<EchoPayload> answered)
      throws IOException {
    while (receive(session, came, SECOND_ANSWER, reason -> {})) {
      settle(sent, answered, came.flip());
    }
  }

  /** Uses an unconnected socket, which receives answers from any address and shows it. */
  private static CheckVerdict address(CheckTarget target) throws IOException {
    InetSocketAddress server = server(target);
    try (DatagramChannel channel = DatagramSession.channel(server)) {
      Answer answer = ask(target, channel, server, ASKED_BYTES);
      if (answer == null) {
        throw new NotEchoException("no reply to any of " + DatagramTries.MOST + " datagrams");
      }
      InetSocketAddress from = answer.from();
      if (!from.equals(server)) {
        throw new NotEchoException(
            "sent to "
                + AddressText.of(server)
                + ", answered from "
                + AddressText.of(from)
                + ": a client behind NAT, or with a connected socket, never sees that reply");
      }
      return new Ok("");
    }
  }

  private static boolean isAnswered(CheckTarget target, InetSocketAddress server)
      throws IOException {
    try (DatagramChannel channel = DatagramSession.channel(server)) {
      return ask(target, channel, server, ASKED_BYTES) != null;
    }
  }

  private static InetSocketAddress server(CheckTarget target) throws IOException {
    try (DatagramSession session = target.datagrams()) {
      return session.server();
    }
  }

  /** Sends a datagram up to a few times; returns the first answer, null if there is none. */
  private static @Nullable Answer ask(
      CheckTarget target, DatagramChannel channel, InetSocketAddress server, int count)
      throws IOException {
    EchoPayload payload = target.payload(count);
    byte[] bytes = payload.bytes(0, count);
    target.keep(channel);
    int patienceMs = (int) Math.max(1, target.patience().dividedBy(DatagramTries.MOST).toMillis());
    channel.socket().setSoTimeout(patienceMs);
    DatagramTries tries =
        new DatagramTries((datagram, reports) -> DatagramOutput.send(channel, datagram, server));
    while (tries.next(ByteBuffer.wrap(bytes))) {
      DatagramPacket packet = new DatagramPacket(new byte[count + 1], count + 1);
      try {
        channel.socket().receive(packet);
      } catch (SocketTimeoutException e) {
        continue;
      }
      PayloadMismatch.refuse(payload, ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
      return new Answer((InetSocketAddress) packet.getSocketAddress(), tries.sent());
    }
    return null;
  }

  /**
   * A datagram with a forged source port can make two services reply to each other forever
   * (CVE-1999-0103, CVE-2024-2169): careful servers do not answer ports of services.
   */
  private static CheckVerdict sourcePort(CheckTarget target) throws IOException {
    InetSocketAddress server = server(target);
    if (!isAnswered(target, server)) {
      return new Skipped("the server does not reply to any source port");
    }
    for (int port = HIGHEST_GUARDED_PORT; port >= LOWEST_TRIED_PORT; port--) {
      try (DatagramChannel channel = DatagramSession.channel(server)) {
        channel.bind(new InetSocketAddress(any(server), port));
        return ask(target, channel, server, ASKED_BYTES) == null
            ? new Ok("source port " + port + " is not answered: the server is protected")
            : new Ok(
                "source port "
                    + port
                    + " is answered: a forged datagram can start an endless loop with another"
                    + " service (CVE-1999-0103)");
      } catch (BindException e) {
        // In use: try the next one.
      } catch (SocketException e) {
        return new Skipped("port " + port + " needs privileges: " + FailureText.of(e));
      }
    }
    return new Skipped("no port below 1024 is free here");
  }

  private static InetAddress any(InetSocketAddress server) {
    return InetAddress.ofLiteral(server.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::");
  }
}
