package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.cli.load.LoadLines;
import dev.echo7.cli.load.LoadReportText;
import dev.echo7.cli.load.LoadRunJson;
import dev.echo7.json.Json;
import dev.echo7.loadpage.LoadPage;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Cidr;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.HostPort;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadRuns;
import dev.echo7.text.Escape;
import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Numbers, letters and dates are written and read the same way in every locale of the JDK: some
 * have their own digits, decimal point, capitals or calendar.
 */
@ResourceLock(Resources.LOCALE)
class LocalesTest {
  private static final LoadRun RUN =
      LoadRuns.run(LoadRuns.head(1_700_000_000_000L, LoadRuns.parameters()), LoadRuns.slices(2, 9));

  private final Locale before = Locale.getDefault();
  @TempDir private Path folder;

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void everyLocaleWritesAndReadsTheSame() throws Exception {
    Locale.setDefault(Locale.ROOT);
    Map<String, String> expected = texts();
    for (Locale locale : all()) {
      Locale.setDefault(locale);
      Map<String, String> found = texts();
      expected.forEach(
          (name, text) -> assertEquals(text, found.get(name), name + " in the locale " + locale));
    }
  }

  private static List<Locale> all() {
    Stream<Locale> odd =
        Stream.of("th-TH-u-ca-buddhist-nu-thai", "ar-EG-u-nu-arab", "ja-JP-u-ca-japanese")
            .map(Locale::forLanguageTag);
    return Stream.concat(Arrays.stream(Locale.getAvailableLocales()), odd).distinct().toList();
  }

  private Map<String, String> texts() throws Exception {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    Map<String, Callable<Object>> makers = new LinkedHashMap<>();
    makers.put("report", this::report);
    makers.put("page", this::page);
    makers.put("json", () -> Json.document(LoadRunJson.of(RUN, List.of(), 0)));
    makers.put("start", () -> LoadLines.start(RUN.head()));
    makers.put("second", () -> LoadLines.second(RUN.slices().getFirst()));
    makers.put("ping", () -> TimeText.ping(1_234_567));
    makers.put("time", () -> TimeText.of(1_234_567) + " " + TimeText.ms(1_234_567.0));
    makers.put(
        "amounts",
        () -> Numbers.compact(12_345) + TimeText.span(98_765) + TimeText.roundTrip(4_321));
    makers.put("escape", () -> Escape.text("\u0007\u202e"));
    makers.put("size", () -> Converters.size("16K"));
    makers.put("duration", () -> Converters.duration("1500ms"));
    makers.put("rate", () -> Converters.rate("50/s"));
    makers.put("terms", () -> FailIf.parse("p99.9>5.5ms,loss>0.1%,corrupt>0").failures(RUN));
    makers.put("network", () -> Cidr.parse("192.0.2.0/24"));
    makers.put("endpoint", () -> parser.listening("unix:/INIT?mode=0640"));
    makers.put("header", LocalesTest::proxyHeader);
    makers.put("host", () -> new Endpoint.Tcp(new HostPort("TITLE.example", 7)));
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Callable<Object>> maker : makers.entrySet()) {
      texts.put(maker.getKey(), String.valueOf(maker.getValue().call()));
    }
    return texts;
  }

  private static String proxyHeader() throws IOException {
    InetSocketAddress source = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_123);
    byte[] line = new ProxyHeader(ProxyHeader.Version.V1, null).bytes(source, source);
    return new String(line, StandardCharsets.UTF_8);
  }

  private String report() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new LoadReportText(RUN).print(out, new OutputStyle(false, false));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String page() throws IOException {
    Path file = folder.resolve("page.html");
    LoadPage.write(file, RUN, "", List.of());
    return Files.readString(file);
  }
}
