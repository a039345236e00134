package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Rooms.Room;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The product is built as ARCHITECTURE.md says: its table of rooms is compared with the compiled
 * classes. The other tests change the table or add a type, to show that each rule fails.
 */
class PackageRanksTest {
  private static final Set<String> NONE = Set.of();

  @Test
  void isBuiltAsTheTableSays() throws IOException {
    List<OwnType> types = OwnType.all();
    assertTrue(types.size() > 300, "found only " + types.size() + " types");
    assertEquals(Set.of(), RoomRules.violations(Rooms.read(), types));
  }

  @Test
  void failsForAnArrowThatIsNotInTheTable() throws IOException {
    assertNew(
        "net.Endpoint uses room measure", type("net.Endpoint", Set.of("measure.Times"), NONE));
  }

  @Test
  void failsForALibraryThatIsNotInTheTable() throws IOException {
    for (String library :
        List.of(
            "io/netty/channel/Channel",
            "picocli/CommandLine",
            "com/fasterxml/jackson/core/JsonFactory",
            "org/HdrHistogram/Histogram",
            "io/prometheus/metrics/model/registry/PrometheusRegistry",
            "org/bouncycastle/asn1/x500/X500Name",
            "java/lang/foreign/Arena")) {
      Set<String> found = violationsWith(type("net.Endpoint", NONE, Set.of(library)));
      assertTrue(found.stream().anyMatch(v -> v.startsWith("net.Endpoint uses ")), found::toString);
    }
  }

  @Test
  void failsForALibraryThatNobodyKnows() throws IOException {
    assertNew(
        "net.Endpoint uses the unknown library of com/google/common/base/Strings",
        type("net.Endpoint", NONE, Set.of("com/google/common/base/Strings")));
  }

  @Test
  void failsForARoomThatIsNotInTheTable() throws IOException {
    assertNew("room garage is not in the table", type("garage.Bench", NONE, NONE));
  }

  @Test
  void failsForARoomThatIsTooLarge() throws IOException {
    List<OwnType> types = OwnType.all();
    int before = (int) types.stream().filter(type -> type.room().equals("text")).count();
    for (int i = before; i <= RoomRules.MAX_FILES; i++) {
      types.add(type("text.Another" + i, NONE, NONE));
    }
    assertEquals(Set.of("room text has 21 files"), RoomRules.violations(Rooms.read(), types));
  }

  @Test
  void failsForTypesThatUseEachOther() throws IOException {
    List<OwnType> types = OwnType.all();
    types.add(type("text.One", Set.of("text.Other"), NONE));
    types.add(type("text.Other", Set.of("text.One"), NONE));
    assertEquals(
        Set.of("the types [text.One, text.Other] use each other"),
        RoomRules.violations(Rooms.read(), types));
  }

  @Test
  void failsForRoomsThatUseEachOther() throws IOException {
    List<OwnType> types = OwnType.all();
    types.add(type("text.Upwards", Set.of("loadpage.LoadPage"), NONE));
    Rooms rooms = with("text", Set.of("loadpage"), NONE);
    assertTrue(
        RoomRules.violations(rooms, types).stream()
            .anyMatch(v -> v.matches("the rooms \\[.*loadpage.*text.*] use each other")));
  }

  @Test
  void failsForEntriesThatNothingNeeds() throws IOException {
    Rooms rooms = with("loadpage", Set.of("ctl"), Set.of("Netty"));
    rooms.rooms().put("attic", new Room(NONE, NONE));
    rooms.partners().put(new TreeSet<>(Set.of("text.One", "text.Other")), "none");
    assertEquals(
        Set.of(
            "loadpage does not use room ctl",
            "loadpage does not use Netty",
            "room attic is empty",
            "the types [text.One, text.Other] no longer use each other"),
        RoomRules.violations(rooms, OwnType.all()));
  }

  private static void assertNew(String violation, OwnType added) throws IOException {
    assertEquals(Set.of(violation), violationsWith(added));
  }

  private static Set<String> violationsWith(OwnType added) throws IOException {
    Map<String, OwnType> types = new HashMap<>();
    OwnType.all().forEach(type -> types.put(type.name(), type));
    types.merge(added.name(), added, PackageRanksTest::merged);
    return RoomRules.violations(Rooms.read(), new ArrayList<>(types.values()));
  }

  private static OwnType merged(OwnType known, OwnType added) {
    Set<String> uses = new TreeSet<>(known.uses());
    uses.addAll(added.uses());
    Set<String> libraries = new TreeSet<>(known.libraries());
    libraries.addAll(added.libraries());
    return new OwnType(known.name(), uses, libraries);
  }

  private static OwnType type(String name, Set<String> uses, Set<String> libraries) {
    return new OwnType(name, uses, libraries);
  }

  /** The tables, with more in the row of one room. */
  private static Rooms with(String room, Set<String> uses, Set<String> libraries)
      throws IOException {
    Rooms read = Rooms.read();
    Map<String, Room> rooms = new LinkedHashMap<>(read.rooms());
    Room old = rooms.get(room);
    Set<String> allUses = new TreeSet<>(uses);
    Set<String> allLibraries = new TreeSet<>(libraries);
    if (old != null) {
      allUses.addAll(old.uses());
      allLibraries.addAll(old.libraries());
    }
    rooms.put(room, new Room(allUses, allLibraries));
    return new Rooms(rooms, new LinkedHashMap<>(read.partners()));
  }
}
