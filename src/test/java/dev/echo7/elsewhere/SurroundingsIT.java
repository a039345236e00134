package dev.echo7.elsewhere;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Environments, locales, time zones and folders that differ from ours. */
final class SurroundingsIT {
  private static final List<Circumstance> CIRCUMSTANCES =
      List.of(
          Circumstance.of("an empty environment", "env", "-i"),
          Circumstance.bash(
              "CDPATH",
              "export CDPATH=.:$HOME; cd \"${1%/bin/*}\"; p=bin/${1##*/}; shift; exec $p \"$@\""),
          Circumstance.of("CDPATH of /usr", "env", "CDPATH=/usr"),
          Circumstance.of("ENV and BASH_ENV", "env", "ENV=/etc/passwd", "BASH_ENV=/etc/passwd"),
          Circumstance.of("an odd IFS", "env", "IFS=/e."),
          Circumstance.of("no HOME", "env", "-u", "HOME"),
          Circumstance.of("LC_ALL=C", "env", "LC_ALL=C"),
          Circumstance.of("TZ of Kathmandu", "env", "TZ=Asia/Kathmandu"),
          Circumstance.of("no such TZ", "env", "TZ=Nowhere/Land"),
          Circumstance.of("JAVA_TOOL_OPTIONS", "env", "JAVA_TOOL_OPTIONS=-Dany=thing"),
          Circumstance.bash(
              "a removed working directory", "d=$(mktemp -d); cd $d; rmdir $d; exec \"$@\""));

  private static @Nullable Peer peer;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() {
    peer = Peer.in(List.of());
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  static List<Cell> cells() {
    return Sample.of("surroundings", Cell.of(Modes.ALL, CIRCUMSTANCES), Set.of(), 60);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    cell.hold(Objects.requireNonNull(peer), folder);
  }
}
