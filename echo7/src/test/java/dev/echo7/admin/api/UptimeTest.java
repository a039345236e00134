package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The uptime of a server does not depend on the wall clock, which may be set. */
class UptimeTest {
  private static final Pattern UPTIME_MS = Pattern.compile("\"uptimeMs\":\\s*(-?[0-9]+)");

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void isNotMeasuredByTheClockOfTheWall(int days) throws Exception {
    Instant asIfSetMeanwhile = Instant.now().plus(Duration.ofDays(days));
    try (AdminFixture fixture = AdminFixture.tcp()) {
      StatusJson status = new StatusJson(fixture.server.running(), "1", asIfSetMeanwhile);
      String json = new String(status.status(), StandardCharsets.UTF_8);
      Matcher uptime = UPTIME_MS.matcher(json);
      assertTrue(uptime.find(), json);
      long ms = Long.parseLong(uptime.group(1));
      assertTrue(ms >= 0 && ms < 60_000, json);
    }
  }
}
