package dev.echo7;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares compiled types with what {@link Rooms} allows. */
final class RoomRules {
  static final int MAX_FILES = 20;

  /** By the name that the table has for them. */
  private static final Map<String, String> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "Netty", "io/netty/",
              "picocli", "picocli/",
              "Jackson", "com/fasterxml/jackson/",
              "HdrHistogram", "org/HdrHistogram/",
              "Prometheus", "io/prometheus/",
              "BouncyCastle", "org/bouncycastle/",
              "JUnit", "org/junit/",
              "OpenTest4J", "org/opentest4j/",
              "java.lang.foreign", "java/lang/foreign/"));

  /** What every room may use: the JDK, but for what the table names, and annotations. */
  private static final List<String> FREE = List.of("java/", "javax/", "org/jspecify/");

  private final Rooms rooms;
  private final List<OwnType> types;
  private final Set<String> violations = new TreeSet<>();

  private RoomRules(Rooms rooms, List<OwnType> types) {
    this.rooms = rooms;
    this.types = types;
  }

  /** Everything that the tables do not allow, and every entry that nothing needs. */
  static Set<String> violations(Rooms rooms, List<OwnType> types) {
    RoomRules rules = new RoomRules(rooms, types);
    rules.checkSizes();
    rules.checkArrows();
    rules.checkLibraries();
    rules.checkRoomCycles();
    rules.checkTypeCycles();
    return rules.violations;
  }

  private void checkSizes() {
    Map<String, Integer> files = new TreeMap<>();
    types.forEach(type -> files.merge(type.room(), 1, Integer::sum));
    files.forEach(
        (room, count) -> {
          if (!rooms.rooms().containsKey(room)) {
            violations.add("room " + room + " is not in the table");
          }
          if (count > MAX_FILES) {
            violations.add("room " + room + " has " + count + " files");
          }
        });
    rooms.rooms().keySet().stream()
        .filter(room -> !files.containsKey(room))
        .forEach(room -> violations.add("room " + room + " is empty"));
  }

  private void checkArrows() {
    Map<String, Set<String>> used = new TreeMap<>();
    Map<String, String> roomOf = new HashMap<>();
    types.forEach(type -> roomOf.put(type.name(), type.room()));
    for (OwnType type : types) {
      for (String other : type.uses()) {
        String room = roomOf.get(other);
        if (room != null && !room.equals(type.room())) {
          used.computeIfAbsent(type.room(), r -> new TreeSet<>()).add(room);
          if (!allowed(type.room()).uses().contains(room)) {
            violations.add(type.name() + " uses room " + room);
          }
        }
      }
    }
    rooms
        .rooms()
        .forEach(
            (name, room) ->
                room.uses().stream()
                    .filter(other -> !used.getOrDefault(name, Set.of()).contains(other))
                    .forEach(other -> violations.add(name + " does not use room " + other)));
  }

  private void checkLibraries() {
    Map<String, Set<String>> used = new TreeMap<>();
    for (OwnType type : types) {
      LIBRARIES.forEach(
          (library, prefix) -> {
            if (type.libraries().stream().anyMatch(name -> name.startsWith(prefix))) {
              used.computeIfAbsent(type.room(), r -> new TreeSet<>()).add(library);
              if (!allowed(type.room()).libraries().contains(library)) {
                violations.add(type.name() + " uses " + library);
              }
            }
          });
    }
    types.forEach(this::checkUnknownLibraries);
    rooms
        .rooms()
        .forEach(
            (name, room) ->
                room.libraries().stream()
                    .filter(library -> !used.getOrDefault(name, Set.of()).contains(library))
                    .forEach(library -> violations.add(name + " does not use " + library)));
  }

  private void checkUnknownLibraries(OwnType type) {
    type.libraries().stream()
        .filter(name -> name.indexOf('/') > 0)
        .filter(name -> FREE.stream().noneMatch(name::startsWith))
        .filter(name -> LIBRARIES.values().stream().noneMatch(name::startsWith))
        .forEach(name -> violations.add(type.name() + " uses the unknown library of " + name));
  }

  private Rooms.Room allowed(String room) {
    return rooms.rooms().getOrDefault(room, new Rooms.Room(Set.of(), Set.of()));
  }

  private void checkRoomCycles() {
    Map<String, Set<String>> uses = new TreeMap<>();
    rooms.rooms().forEach((name, room) -> uses.put(name, room.uses()));
    cycles(uses).forEach(cycle -> violations.add("the rooms " + cycle + " use each other"));
  }

  private void checkTypeCycles() {
    Map<String, Set<String>> uses = new TreeMap<>();
    types.forEach(type -> uses.put(type.name(), type.uses()));
    Set<Set<String>> found = cycles(uses);
    found.stream()
        .filter(cycle -> !rooms.partners().containsKey(cycle))
        .forEach(cycle -> violations.add("the types " + cycle + " use each other"));
    rooms.partners().keySet().stream()
        .filter(cycle -> !found.contains(cycle))
        .forEach(cycle -> violations.add("the types " + cycle + " no longer use each other"));
  }

  /** Groups of two or more nodes of which each can be reached from each other. */
  private static Set<Set<String>> cycles(Map<String, Set<String>> graph) {
    Map<String, Set<String>> reached = new HashMap<>();
    graph.keySet().forEach(node -> reached.put(node, reachedFrom(node, graph)));
    Set<Set<String>> cycles = new HashSet<>();
    for (String node : graph.keySet()) {
      Set<String> cycle = new TreeSet<>();
      for (String other : reached.getOrDefault(node, Set.of())) {
        if (reached.getOrDefault(other, Set.of()).contains(node)) {
          cycle.add(other);
        }
      }
      if (cycle.size() > 1) {
        cycles.add(cycle);
      }
    }
    return cycles;
  }

  private static Set<String> reachedFrom(String start, Map<String, Set<String>> graph) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : new ArrayList<>(graph.getOrDefault(open.remove(), Set.of()))) {
        if (graph.containsKey(next) && reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }
}
