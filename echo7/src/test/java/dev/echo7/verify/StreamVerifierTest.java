package dev.echo7.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that can befall a stream gets its own verdict, however the reads fall. */
class StreamVerifierTest {
  private static final int SIZE = 64;
  private static final String SWAPS =
      "a changed byte can turn one sequence number into another unnoticed";

  private final Verdicts verdicts = new Verdicts(SIZE);
  private final List<byte[]> frames = new ArrayList<>(verdicts.send(6));

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 63, 64, 65, 4096})
  void findsNothingWrongWithAnEcho(int readBytes) {
    verdicts.verify(stream(), readBytes);
    assertEquals(List.of(), verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096})
  void namesTheByteThatWasChanged(int readBytes) {
    byte[] stream = stream();
    stream[2 * SIZE + 45] ^= 0x10;
    verdicts.verify(stream, readBytes);
    assertEquals(List.of("corrupted: frame 3, first at byte 45"), verdicts.summaries());
    assertArrived(1, 2, 4, 5, 6);
    Fault fault = verdicts.faults.getFirst();
    assertEquals(37, fault.windowAt());
    assertArrayEquals(Arrays.copyOfRange(frames.get(2), 37, 53), fault.expected());
    assertArrayEquals(Arrays.copyOfRange(stream, 2 * SIZE + 37, 2 * SIZE + 53), fault.actual());
  }

  @Test
  void namesAChangedByteOfTheHeaderAndOfTheLastFrame() {
    byte[] stream = stream();
    stream[SIZE] ^= 1;
    stream[6 * SIZE - 1] ^= 1;
    verdicts.verify(stream, 4096);
    assertEquals(
        List.of("corrupted: frame 2, first at byte 0", "corrupted: frame 6, first at byte 63"),
        verdicts.summaries());
    assertArrived(1, 3, 4, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aChangedNumberOfTheRunIsNotAnotherRun(int at) {
    byte[] stream = stream();
    stream[3 * SIZE + at] ^= 1;
    verdicts.verify(stream, 4096);
    assertEquals(List.of("corrupted: frame 4, first at byte " + at), verdicts.summaries());
    assertArrived(1, 2, 3, 5, 6);
  }

  @Test
  void namesTwoDamagedFramesInARow() {
    byte[] stream = stream();
    stream[SIZE + 3] ^= 1;
    stream[2 * SIZE + 4] ^= 1;
    verdicts.verify(stream, 4096);
    assertEquals(
        List.of("corrupted: frame 2, first at byte 3", "corrupted: frame 3, first at byte 4"),
        verdicts.summaries());
    assertArrived(1, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void tellsBytesThatWerePutIn(int readBytes) {
    verdicts.verify(
        joined(Arrays.copyOf(stream(), 2 * SIZE + 10), "junk".getBytes(UTF_8), from(2 * SIZE + 10)),
        readBytes);
    assertEquals(
        List.of("inserted: 4 bytes that were not sent, at byte 10 of frame 3"),
        verdicts.summaries());
    assertArrived(1, 2, 4, 5, 6);
  }

  /** As all are that a client sends one at a time. */
  @ParameterizedTest
  @ValueSource(ints = {3, 48})
  void tellsBytesThatWerePutIntoTheLastFrame(int at) {
    int place = 5 * SIZE + at;
    verdicts.verify(
        joined(Arrays.copyOf(stream(), place), "XX".getBytes(UTF_8), from(place)), 4096);
    assertEquals(
        List.of("inserted: 2 bytes that were not sent, at byte " + at + " of frame 6"),
        verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5);
  }

  @Test
  void tellsBytesThatWerePutInBetweenFrames() {
    verdicts.verify(
        joined(Arrays.copyOf(stream(), 2 * SIZE), "junk!".getBytes(UTF_8), from(2 * SIZE)), 4096);
    assertEquals(
        List.of("inserted: 5 bytes that were not sent, at byte 0 of frame 3"),
        verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void tellsBytesThatWereLeftOut(int readBytes) {
    verdicts.verify(joined(Arrays.copyOf(stream(), 2 * SIZE + 40), from(2 * SIZE + 43)), readBytes);
    assertEquals(
        List.of("truncated: 3 bytes of frame 3 missing from byte 40 on"), verdicts.summaries());
    assertArrived(1, 2, 4, 5, 6);
  }

  @Test
  void tellsBytesThatWereSentTwice() {
    verdicts.verify(joined(Arrays.copyOf(stream(), 2 * SIZE + 10), from(2 * SIZE - 20)), 4096);
    assertEquals(List.of("duplicated: 30 bytes before byte 10 of frame 3"), verdicts.summaries());
  }

  @Test
  void tellsAFrameThatCameTwice() {
    frames.add(3, frames.get(2));
    verdicts.verify(stream(), 4096);
    assertEquals(List.of("duplicated: frame 3"), verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5, 6);
  }

  @Test
  void tellsFramesThatChangedPlaces() {
    frames.add(1, frames.remove(3));
    verdicts.verify(stream(), 4096);
    assertEquals(
        List.of("reordered: frame 2 arrived late", "reordered: frame 3 arrived late"),
        verdicts.summaries());
    assertArrived(1, 4, 2, 3, 5, 6);
  }

  @Test
  void namesFramesThatNeverCame() {
    frames.subList(2, 4).clear();
    verdicts.verify(stream(), 4096);
    assertEquals(List.of("lost: frames 3 to 4"), verdicts.summaries());
    assertArrived(1, 2, 5, 6);
  }

  @Test
  void namesWhatIsMissingAtTheEnd() {
    verdicts.verify(Arrays.copyOf(stream(), 3 * SIZE + 20), 4096);
    assertEquals(
        List.of("truncated: 44 bytes of frame 4 missing from byte 20 on", "lost: frames 5 to 6"),
        verdicts.summaries());
    assertArrived(1, 2, 3);
  }

  @Test
  void tellsBytesBehindTheEnd() {
    verdicts.verify(joined(stream(), "surplus".getBytes(UTF_8)), 4096);
    assertEquals(
        List.of("inserted: 7 bytes that were not sent, at byte 0 of frame 7"),
        verdicts.summaries());
  }

  @Test
  void recognisesAnotherConnectionsBytes() {
    frames.add(3, Verdicts.bytes(verdicts.frame, 17, 5, 99));
    verdicts.verify(stream(), 4096);
    assertEquals(
        List.of("foreign: bytes of connection 17 where frame 4 belongs"), verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5, 6);
  }

  @Test
  void recognisesAnotherRunsBytes() {
    frames.add(3, Verdicts.bytes(new Frame(4711, SIZE), 3, 4, 99));
    verdicts.verify(stream(), 4096);
    assertEquals(
        List.of("foreign: bytes of another run where frame 4 belongs"), verdicts.summaries());
    assertArrived(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aFrameThatWasNeverSentIsNotOurs() {
    frames.add(Verdicts.bytes(verdicts.frame, Verdicts.CONNECTION, 7_000_000_000L, 99));
    verdicts.verify(stream(), 4096);
    assertEquals(1, verdicts.faults.size());
    assertEquals(Fault.Kind.FOREIGN, verdicts.faults.getFirst().kind());
  }

  @Test
  void anAnswerThatIsNoEchoIsToldAsCorruption() {
    verdicts.verify("HTTP/1.1 400 Bad Request\r\n\r\n".repeat(14).getBytes(UTF_8), 4096);
    assertTrue(verdicts.arrived.isEmpty());
    assertEquals("corrupted: frame 1, first at byte 0", verdicts.summaries().getFirst());
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "4, 3", "8, 0", "8, 7", "16, 0", "16, 15", "31, 0", "31, 30"})
  void shortFramesAreJudgedInTheirPlaces(int size, int changedAt) {
    Verdicts shorts = new Verdicts(size);
    List<byte[]> sent = new ArrayList<>(shorts.send(6));
    sent.get(2)[changedAt] ^= 0x40;
    sent.remove(4);
    shorts.verify(joined(sent.toArray(byte[][]::new)), 4096);
    assertEquals(
        List.of("corrupted: frame 3, first at byte " + changedAt, "lost: frame 5"),
        shorts.summaries());
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 16, 31})
  void aChangedSequenceOfAShortFrameIsCorruption(int size) {
    assertEquals(
        List.of("corrupted: frame 3, first at byte 0"), withThirdAsSecond(size).summaries());
    assertFalse(Frame.blindSpots(size).contains(SWAPS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void saysWhereAChangedSequenceMakesAnotherFrame(int size) {
    assertEquals(
        List.of("duplicated: frame 2", "lost: frame 3"), withThirdAsSecond(size).summaries());
    assertTrue(Frame.blindSpots(size).contains(SWAPS));
  }

  /** One to three bytes of payload tell most such changes, but not all. */
  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11})
  void saysWhereAChangedSequenceMayMakeAnotherFrame(int size) {
    assertTrue(Frame.blindSpots(size).contains(SWAPS));
  }

  /** One bit of the first byte makes 2 of 3. */
  private static Verdicts withThirdAsSecond(int size) {
    Verdicts shorts = new Verdicts(size);
    List<byte[]> sent = new ArrayList<>(shorts.send(6));
    sent.get(2)[0] ^= 1;
    return shorts.verify(joined(sent.toArray(byte[][]::new)), 4096);
  }

  @Test
  void singleBytesTellAGap() {
    Verdicts shorts = new Verdicts(1);
    List<byte[]> sent = new ArrayList<>(shorts.send(6));
    sent.remove(2);
    shorts.verify(joined(sent.toArray(byte[][]::new)), 4096);
    assertEquals(List.of("lost: frame 3"), shorts.summaries());
  }

  private byte[] stream() {
    return joined(frames.toArray(byte[][]::new));
  }

  private byte[] from(int start) {
    return Arrays.copyOfRange(stream(), start, frames.size() * SIZE);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void assertArrived(long... sequences) {
    assertEquals(LongStream.of(sequences).boxed().toList(), verdicts.arrived);
  }
}
