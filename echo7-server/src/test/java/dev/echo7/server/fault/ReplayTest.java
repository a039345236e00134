package dev.echo7.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EchoServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run with the same seed does the same to its n-th connection, whatever the others do. */
@Timeout(600)
class ReplayTest {
  private static final String QUERY =
      "corrupt=1/500&after=100&chance=80%&cut=15k&chance=30%&stall=12k&chance=20%&delay=2ms±1ms";

  private static final int RUNS = Integer.getInteger("replay.runs", 20);
  private static final int CONNECTIONS = 50;
  private static final byte[] PAYLOAD = payload();

  /** The numbers of connections, by the ports of their clients. */
  private final Map<Integer, Long> numbers = new ConcurrentHashMap<>();

  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void opened(Connection connection) {
          numbers.put(connection.port(), connection.id());
        }
      };

  /** What became of one connection: how many bytes came, and where they were wrong. */
  private record Fate(int bytes, Map<Integer, Integer> flips) {}

  private static byte[] payload() {
    byte[] payload = new byte[20_000];
    new Random(1).nextBytes(payload);
    return payload;
  }

  /** All connections are on one event loop, so that their ids are in the order of accept(2). */
  private EchoServer server(String seed) throws IOException {
    return EchoServer.builder()
        .listen("tcp://127.0.0.1:0?" + QUERY + "&seed=" + seed)
        .events(events)
        .eventLoops(1)
        .start();
  }

  private static Fate fate(Socket client) throws IOException {
    client.setSoTimeout(1_000);
    client.getOutputStream().write(PAYLOAD);
    client.shutdownOutput();
    Map<Integer, Integer> flips = new HashMap<>();
    int count = 0;
    try {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        int flip = (next ^ PAYLOAD[count]) & 0xff;
        if (flip != 0) {
          flips.put(count, flip);
        }
        count++;
      }
    } catch (SocketTimeoutException e) {
      // It was stalled.
    }
    return new Fate(count, flips);
  }

  /** The fates of connections that are open at the same time, by their numbers. */
  private Map<Long, Fate> run(String seed, ExecutorService threads) throws Exception {
    numbers.clear();
    try (EchoServer server = server(seed)) {
      List<Future<Map.Entry<Integer, Fate>>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (Socket client = new Socket()) {
                    client.connect(server.endpoints().get(0).address());
                    return Map.entry(client.getLocalPort(), fate(client));
                  }
                }));
      }
      Map<Long, Fate> fates = new TreeMap<>();
      for (Future<Map.Entry<Integer, Fate>> one : all) {
        Map.Entry<Integer, Fate> each = one.get(60, TimeUnit.SECONDS);
        while (!numbers.containsKey(each.getKey())) {
          Pause.briefly();
        }
        fates.put(numbers.get(each.getKey()), each.getValue());
      }
      return fates;
    }
  }

  @Test
  void doesTheSameToTheSameConnectionsInEveryRun() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Long, Fate> once = run("7", threads);
      assertEquals(CONNECTIONS, once.size());
      assertTrue(once.values().stream().anyMatch(fate -> fate.bytes == 15 * 1024), "cut");
      assertTrue(once.values().stream().anyMatch(fate -> fate.bytes == 12 * 1024), "stalled");
      assertTrue(once.values().stream().anyMatch(fate -> fate.bytes == PAYLOAD.length), "whole");
      assertTrue(once.values().stream().anyMatch(fate -> !fate.flips.isEmpty()), "corrupted");
      for (int i = 0; i < RUNS; i++) {
        assertEquals(once, run("7", threads), "run " + i);
      }
      assertNotEquals(once, run("8", threads), "another seed");
      // Every connection as the 17th.
      for (Fate fate : run("7:17", threads).values()) {
        assertEquals(once.get(17L), fate);
      }
    }
  }
}
