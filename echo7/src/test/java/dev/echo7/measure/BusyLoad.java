package dev.echo7.measure;

import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadRuns;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.LoadTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A load as a real one looks: most echoes quick, some late, a stall, errors. Always the same. */
public final class BusyLoad {
  private static final int SECONDS = 60;
  private static final int WARMUP = 6;
  private static final int RATE = 5_000;
  private static final int STALL_AT = 41;

  private BusyLoad() {}

  /** A run of a minute, with a stall in its 42nd second. */
  public static LoadRun run() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("endpoint", "tcp://echo.example.org:7");
    parameters.put("address", "192.0.2.17:7");
    parameters.put("connections", "200");
    parameters.put("opened in", "31.20 ms");
    parameters.put("threads", "2");
    parameters.put("rate", RATE + "/s, random spacing (Poisson)");
    parameters.put("frame", "64 bytes");
    parameters.put("warm-up", "6.00 s");
    LoadHead head =
        new LoadHead(
            "echoclient load tcp://echo.example.org:7",
            1,
            1_780_000_000_000L,
            true,
            WARMUP * LoadRuns.SECOND_NS,
            parameters,
            List.of());
    List<LoadSlice> slices = new ArrayList<>();
    Random random = new Random(7);
    for (int second = 0; second < SECONDS; second++) {
      slices.add(slice(second, random));
    }
    Times times = LoadRun.sum(slices);
    long measured = times.service().getTotalCount();
    LoadTotals totals =
        new LoadTotals(
            measured + 3,
            measured,
            measured,
            measured * 64,
            140,
            0,
            0,
            2,
            Map.of("lost", 2L, "corrupted", 1L),
            Map.of("connection reset", 2L),
            List.of(
                "corrupted: frame 7, first at byte 45\n      37  sent  1f 2e 3d 4c 5b 6a 79 88\n"
                    + "      37  came  1f 2e 3d 4c 5b 6a 79 08"));
    return new LoadRun(
        head,
        (SECONDS - WARMUP) * LoadRuns.SECOND_NS,
        slices,
        times,
        totals,
        new GcPauses.Total(4, 11),
        new Validity(List.of()));
  }

  private static LoadSlice slice(int second, Random random) {
    Times times = Times.none();
    long frames = RATE + Math.round(random.nextGaussian() * Math.sqrt(RATE));
    for (int i = 0; second >= WARMUP && i < frames; i++) {
      double us = 90 * Math.exp(0.35 * random.nextGaussian());
      us += random.nextInt(200) == 0 ? 400 * random.nextDouble() : 0;
      us += random.nextInt(5_000) == 0 ? 4_000 * random.nextDouble() : 0;
      long serviceNs = Math.round(us * 1000);
      long stalledNs = second == STALL_AT ? Math.max(0, 180_000_000 - i * 200_000L) : 0;
      long lateNs = 5_000L + random.nextInt(60_000);
      times.service().recordValue(serviceNs + stalledNs / 4);
      times.response().recordValue(serviceNs + lateNs + stalledNs);
      times.lateness().recordValue(lateNs);
    }
    long fromNs = second * LoadRuns.SECOND_NS;
    return new LoadSlice(
        fromNs,
        fromNs + LoadRuns.SECOND_NS,
        times,
        frames,
        frames * 64,
        second == STALL_AT ? Map.of("connection reset", 2L, "lost", 2L) : Map.of());
  }
}
