package dev.echo7.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that can befall datagrams gets its own verdict. */
class DatagramVerifierTest {
  private static final int SIZE = 100;

  private final Verdicts verdicts = new Verdicts(SIZE);
  private final List<byte[]> sent = new ArrayList<>(verdicts.send(8));

  @Test
  void findsNothingWrongWithAnEcho() {
    verdicts.verifyDatagrams(sent);
    assertEquals(List.of(), verdicts.summaries());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), verdicts.arrived);
  }

  @Test
  void tellsLossDuplicationAndReordering() {
    byte[] second = sent.remove(1);
    sent.add(3, second);
    sent.add(sent.get(5));
    sent.remove(6);
    verdicts.verifyDatagrams(sent);
    assertEquals(
        List.of("reordered: frame 2 arrived late", "duplicated: frame 6", "lost: frame 7"),
        verdicts.summaries());
  }

  @Test
  void namesAChangedByteAndDoesNotCountItLostBesides() {
    sent.get(4)[60] ^= 1;
    verdicts.verifyDatagrams(sent);
    assertEquals(List.of("corrupted: frame 5, first at byte 60"), verdicts.summaries());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aChangedNumberOfTheRunIsNotAnotherRun(int at) {
    sent.get(3)[at] ^= 1;
    verdicts.verifyDatagrams(sent);
    assertEquals(List.of("corrupted: frame 4, first at byte " + at), verdicts.summaries());
    assertEquals(List.of(1L, 2L, 3L, 5L, 6L, 7L, 8L), verdicts.arrived);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 18, 19})
  void doesNotBelieveASequenceThatWasChanged(int at) {
    byte[] asSent = sent.get(3).clone();
    sent.get(3)[at] ^= 1;
    verdicts.verifyDatagrams(sent);
    assertEquals(List.of("corrupted: frame 4, first at byte " + at), verdicts.summaries());
    assertEquals(List.of(1L, 2L, 3L, 5L, 6L, 7L, 8L), verdicts.arrived);
    Fault fault = verdicts.faults.getFirst();
    assertArrayEquals(
        Arrays.copyOfRange(asSent, fault.windowAt(), fault.windowAt() + 16), fault.expected());
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 31, 100})
  void recognisesADamagedDatagramThatCameLate(int size) {
    Verdicts late = new Verdicts(size);
    List<byte[]> datagrams = new ArrayList<>(late.send(8));
    byte[] third = datagrams.remove(2);
    third[size - 1] ^= 1;
    third[size - 2] ^= 1;
    datagrams.add(4, third);
    late.verifyDatagrams(datagrams);
    assertEquals(List.of("corrupted: frame 3, first at byte " + (size - 2)), late.summaries());
  }

  @Test
  void tellsADatagramThatIsCutAndOneThatIsTooLong() {
    sent.set(1, Arrays.copyOf(sent.get(1), 90));
    sent.set(2, Arrays.copyOf(sent.get(2), 103));
    sent.set(3, Arrays.copyOf(sent.get(3), 10));
    verdicts.verifyDatagrams(sent);
    assertEquals(
        List.of(
            "truncated: 10 bytes of frame 2 missing from byte 90 on",
            "inserted: 3 bytes that were not sent, at byte 100 of frame 3",
            "truncated: 90 bytes of frame 4 missing from byte 10 on"),
        verdicts.summaries());
  }

  @Test
  void recognisesOtherConnectionsAndOtherRuns() {
    sent.add(Verdicts.bytes(verdicts.frame, 17, 5, 99));
    sent.add(Verdicts.bytes(new Frame(4711, SIZE), 3, 5, 99));
    verdicts.verifyDatagrams(sent);
    assertEquals(
        List.of(
            "foreign: bytes of connection 17 where frame 9 belongs",
            "foreign: bytes of another run where frame 9 belongs"),
        verdicts.summaries());
  }

  @Test
  void namesAllThatNeverCame() {
    verdicts.verifyDatagrams(List.of());
    assertEquals(List.of("lost: frames 1 to 8"), verdicts.summaries());
  }
}
