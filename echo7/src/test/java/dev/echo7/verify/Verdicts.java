package dev.echo7.verify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a verifier says, and frames to say it of. */
final class Verdicts implements FrameListener {
  static final long SEED = 42;
  static final int CONNECTION = 3;

  final List<Long> arrived = new ArrayList<>();
  final List<Fault> faults = new ArrayList<>();
  final Frame frame;
  final InFlight inFlight = new InFlight(64, 1);

  Verdicts(int size) {
    this.frame = new Frame(SEED, size);
  }

  @Override
  public void arrived(long sequence) {
    arrived.add(sequence);
  }

  @Override
  public void fault(Fault fault) {
    faults.add(fault);
  }

  List<String> summaries() {
    return faults.stream().map(Fault::summary).toList();
  }

  /** Sends so many frames; returns their bytes, one array each. */
  List<byte[]> send(int count) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long intendedNs = 1_000_000L * (i + 1);
      frames.add(bytes(frame, CONNECTION, inFlight.add(intendedNs), intendedNs));
    }
    return frames;
  }

  static byte[] bytes(Frame frame, int connection, long sequence, long intendedNs) {
    ByteBuffer buffer = ByteBuffer.allocate(frame.size());
    frame.write(buffer, connection, sequence, intendedNs);
    return buffer.array();
  }

  /** Gives the bytes to a verifier in reads of a size, and ends the stream. */
  Verdicts verify(byte[] stream, int readBytes) {
    Verifier verifier = new StreamVerifier(frame, CONNECTION, inFlight, 64, this);
    ByteBuffer buffer = ByteBuffer.allocate(StreamVerifier.bufferBytes(frame.size()));
    int at = 0;
    while (at < stream.length) {
      int count = Math.min(Math.min(readBytes, buffer.remaining()), stream.length - at);
      buffer.put(stream, at, count);
      at += count;
      verifier.verify(buffer.flip());
      buffer.compact();
    }
    verifier.end(buffer.flip());
    return this;
  }

  /** Gives each to a verifier as a datagram, and ends. */
  Verdicts verifyDatagrams(List<byte[]> datagrams) {
    Verifier verifier = new DatagramVerifier(frame, CONNECTION, inFlight, 1024, this);
    for (byte[] datagram : datagrams) {
      verifier.verify(ByteBuffer.wrap(datagram));
    }
    verifier.end(ByteBuffer.allocate(0));
    return this;
  }
}
