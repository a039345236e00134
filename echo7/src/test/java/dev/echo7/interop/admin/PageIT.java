package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Browser;
import dev.echo7.interop.EchoClients;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The live page of a real server in a real Chromium. */
final class PageIT {
  private static final String ROW = "#body tr[data-closing]";

  private static Browser browser;
  @TempDir private Path folder;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static ServerProgram server(String... more) {
    String[] options = {"-q", "-n", "--admin", "127.0.0.1:0"};
    return ServerProgram.start(Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private static void open(ServerProgram server) {
    browser.desktop();
    browser.open("http://" + AdminPlace.of(server) + "/");
  }

  private static void awaitRows(int count) {
    browser.await("document.querySelectorAll(arguments[0]).length === arguments[1]", ROW, count);
  }

  private static void awaitState(String state) {
    browser.await("document.getElementById('state').textContent === arguments[0]", state);
  }

  @Test
  void showsTheServerAndLoadsNothingThatItsPolicyForbids() {
    try (ServerProgram server = server("127.0.0.1:0")) {
      open(server);
      awaitState("serving");
      browser.await("document.querySelectorAll('.plot canvas').length === 4");
      browser.await("document.querySelectorAll('#loops [role=meter]').length > 0");
      assertEquals("tcp 127.0.0.1:" + server.port(), browser.text("#listening"));
      assertEquals("No open connections.", browser.text("#empty"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void showsClientsComeSpeakAndGo() throws IOException {
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      open(server);
      awaitState("serving");
      Socket client = clients.connect();
      awaitRows(1);
      String peer = "127.0.0.1:" + client.getLocalPort();
      assertEquals(peer, browser.text("#body .c-peer span"));
      EchoClients.echo(client, "x".repeat(12_345));
      browser.await("document.querySelector('#body .c-in').textContent === '12\u202fkB'");
      browser.await("document.querySelector('#chart-connections .value').textContent === '1'");
      client.close();
      awaitRows(0);
      browser.await("document.querySelector('#closed').textContent.includes('peer-closed')");
    }
  }

  @Test
  void showsDatagramsWhereAnEndpointIsUdp() throws IOException {
    try (ServerProgram server = server("127.0.0.1:0")) {
      open(server);
      awaitState("serving");
      assertEquals(true, browser.run("return document.getElementById('chart-datagrams').hidden"));
    }
    try (ServerProgram server = server("-u", "127.0.0.1:0");
        DatagramSocket client = new DatagramSocket()) {
      open(server);
      browser.await("!document.getElementById('chart-datagrams').hidden");
      InetSocketAddress place =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
      for (int i = 0; i < 30; i++) {
        client.send(new DatagramPacket(new byte[10], 10, place));
        LockSupport.parkNanos(100_000_000);
      }
      browser.await(
          "document.querySelector('#chart-datagrams .sum').textContent === '30 echoed since start'");
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void showsWhatIsFaultyAndChangesIt() throws IOException {
    try (ServerProgram server = server("tcp://127.0.0.1:0?delay=1ms&seed=7");
        EchoClients clients = new EchoClients(server.port())) {
      open(server);
      awaitState("serving");
      awaitFaults("delay=1ms&seed=7");
      assertEquals("tcp 127.0.0.1:" + server.port() + " faulty", browser.text("#listening"));
      assertEquals("1 faulty", browser.text("#faulty"));
      Socket late = clients.connect();
      EchoClients.echo(late, "hello");
      browser.await("document.querySelector('#body .c-name span')?.textContent === 'fault: delay'");
      assertEquals(
          "fault: delay; delay=1ms&seed=7:1; delay at byte 0",
          browser.find("#body .c-name").getDomAttribute("title"));
      browser.find("#faults summary").click();
      browser.await("document.getElementById('fault-form').checkVisibility()");
      assertEquals("", browser.violations());
      assertEquals(List.of(), browser.complaints());

      setFaults("lag=5ms");
      browser.await(
          "document.getElementById('fault-said').textContent"
              + " === \"Not changed: unknown fault 'lag': did you mean delay?\"");
      awaitFaults("delay=1ms&seed=7");

      setFaults("cut=3&seed=9");
      awaitFaults("cut=3&seed=9");
      Socket cut = clients.connect();
      cut.getOutputStream().write("abcdef".getBytes(StandardCharsets.US_ASCII));
      assertEquals(
          "abc", new String(cut.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      EchoClients.echo(late, "accepted before");

      browser.find("#fault-clear").click();
      browser.await("document.querySelector('#listening .badge') === null");
      assertEquals("none", browser.text("#faulty"));
      browser.await("document.getElementById('fault-query').value === ''");
      EchoClients.echo(clients.connect(), "hello");
    }
  }

  private static void setFaults(String query) {
    WebElement field = browser.find("#fault-query");
    field.clear();
    field.sendKeys(query, Keys.ENTER);
  }

  private static void awaitFaults(String query) {
    browser.await("document.querySelector('#listening .badge')?.title === arguments[0]", query);
    browser.await("document.getElementById('fault-listener').value.startsWith('tcp 127.0.0.1:')");
  }

  @Test
  void keepsWhatIsBeingTypedWhenTheFaultsChange() {
    try (ServerProgram server = server("tcp://127.0.0.1:0?delay=1ms&seed=7")) {
      open(server);
      awaitFaults("delay=1ms&seed=7");
      browser.find("#faults summary").click();
      browser.await("document.getElementById('fault-query').value === 'delay=1ms&seed=7'");
      WebElement field = browser.find("#fault-query");
      field.clear();
      field.sendKeys("cut=");
      change(server, "stall&seed=8");
      awaitFaults("stall&seed=8");
      assertEquals("cut=", field.getDomProperty("value"));
    }
  }

  private static void change(ServerProgram server, String query) {
    String admin = AdminPlace.of(server);
    String port = ":" + server.port();
    try (Program ctl =
        Program.start("bin/echoctl", "--admin", admin, "fault", "set", port, query)) {
      assertEquals(0, ctl.exitCode(), ctl::toString);
    }
  }

  @Test
  void closesTheOneThatIsConfirmedAndNoOther() throws IOException {
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      List<Socket> three = List.of(clients.connect(), clients.connect(), clients.connect());
      open(server);
      awaitRows(3);
      Socket second = three.get(1);
      String peer = "127.0.0.1:" + second.getLocalPort();

      pressCloseOf(peer);
      assertTrue(browser.text("#close-about").contains(peer), browser.text("#close-about"));
      browser.find("#close-dialog").sendKeys(Keys.ESCAPE);
      browser.await("!document.getElementById('close-dialog').open");
      EchoClients.echo(second, "kept");

      pressCloseOf(peer);
      browser.find("#close-dialog button[value=close]").click();
      assertEquals(-1, second.getInputStream().read());
      second.close();
      awaitRows(2);
      EchoClients.echo(three.get(0), "still here");
      EchoClients.echo(three.get(2), "still here");
      browser.await("document.querySelector('#closed').textContent.includes('killed')");
      assertTrue(browser.text("#said").contains("is closing"), browser.text("#said"));
      // It goes by itself after 15 s.
      browser.await("document.getElementById('said').textContent === ''");
    }
  }

  private static void pressCloseOf(String peer) {
    browser.run(
        """
        const row = [...document.querySelectorAll("#body tr")].find(
          (tr) => tr.querySelector(".c-peer span").textContent === arguments[0]);
        row.querySelector("button").setAttribute("data-wanted", "");
        """,
        peer);
    browser.find("[data-wanted]").click();
    browser.run("document.querySelector('[data-wanted]').removeAttribute('data-wanted')");
    browser.await("document.getElementById('close-dialog').open");
  }

  /**
   * The path in a PROXY header and the name that a TLS client asks for are the peer's own words.
   */
  @Test
  void showsHostileNamesAsText() {
    String openssl = Installed.require("openssl").toString();
    String hostile = "<img src=x onerror=document.title=1>";
    try (ServerProgram server =
            server("--proxy-protocol", "required", "--proxy-from", "127.0.0.1", "127.0.0.1:0");
        ServerProgram secure = server("tls://127.0.0.1:0");
        Program claims =
            Program.start(
                "bin/echoclient",
                "--send-proxy",
                "v2,unix:/" + hostile + "\u202egnp,unix:/b",
                "127.0.0.1",
                "" + server.port());
        Program asks =
            Program.start(
                openssl,
                "s_client",
                "-connect",
                "127.0.0.1:" + secure.port(),
                "-servername",
                hostile)) {
      open(server);
      awaitRows(1);
      String peer = browser.text("#body .c-peer span");
      // The mark that turns the direction of writing came as three bytes, and is shown as such.
      assertTrue(peer.contains(hostile + "\u00e2\\u{80}\u00aegnp"), () -> peer + claims);
      assertNothingRan();

      asks.awaitStdout("Verify return code");
      open(secure);
      awaitRows(1);
      pressCloseOf(browser.text("#body .c-peer span"));
      assertNothingRan();
    }
  }

  private static void assertNothingRan() {
    assertEquals(0, browser.number("return document.querySelectorAll('img').length"));
    assertTrue(browser.text("title").startsWith("Echo7"));
  }

  @ParameterizedTest
  @CsvSource({"light, false", "dark, false", "light, true", "dark, true"})
  void isUsableByEverybodyAsFarAsAxeCanTell(String scheme, boolean onPhone) throws IOException {
    browser.prefer(scheme);
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      for (int i = 0; i < 30; i++) {
        EchoClients.echo(clients.connect(), "hello");
      }
      open(server);
      if (onPhone) {
        browser.phone();
      }
      browser.await("document.querySelectorAll(arguments[0]).length >= 10", ROW);
      assertEquals("", browser.violations());
      browser.run("document.querySelector('#body button').click()");
      browser.await("document.getElementById('close-dialog').open");
      assertEquals("", browser.violations());
      assertPageFits();
    } finally {
      browser.prefer("light");
    }
  }

  @Test
  void keepsTenThousandConnectionsWithinReach() throws IOException {
    int crowd = 10_000;
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      for (int i = 0; i < crowd; i++) {
        clients.connect();
      }
      open(server);
      browser.await("document.getElementById('table').ariaRowCount === '10001'");
      assertFewRows();
      browser.run(
          "const view = document.getElementById('rows'); view.scrollTop = view.scrollHeight");
      browser.await("document.querySelector('#body tr:last-child').ariaRowIndex === '10001'");
      assertEquals("10000", browser.text("#body tr:last-child .c-id"));
      assertFewRows();
      long lastRowBelow =
          browser.number(
              "const view = document.getElementById('rows').getBoundingClientRect();"
                  + "const row = document.querySelector('#body tr:last-child')"
                  + ".getBoundingClientRect(); return Math.abs(view.bottom - row.bottom)");
      assertTrue(lastRowBelow <= 2, "the last row is " + lastRowBelow + " px from the bottom");

      browser.run("document.querySelector('th.c-id button').click()");
      browser.await("document.querySelector('#body .c-id').textContent === '10000'");
      assertEquals("descending", browser.find("th.c-id").getDomAttribute("aria-sort"));
      browser.find("#search").sendKeys("10000");
      browser.await("document.getElementById('table').ariaRowCount === '2'");
      assertTrue(browser.text("#body .c-id").equals("10000"), browser.text("#body"));
    }
  }

  /** They fit, even beside a scroll bar, or the table scrolls sideways and not the page. */
  @ParameterizedTest
  @CsvSource({"1920, true", "1451, true", "1450, true", "1280, true", "1100, false", "720, false"})
  void hasAllColumnsInAWindowOfAnyWidth(int width, boolean fit) throws IOException {
    int scrollBar = 15;
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      EchoClients.echo(clients.connect(), "hello");
      open(server);
      browser.window(width, 800);
      awaitRows(1);
      assertEquals("", hiddenColumns());
      assertFalse(browser.find("#columns").isDisplayed());
      long spare =
          browser.number(
              "const view = document.getElementById('rows');"
                  + "const table = document.getElementById('table');"
                  + "return view.clientWidth - parseFloat(getComputedStyle(table).minWidth)");
      assertEquals(fit, spare >= scrollBar, spare + " px to spare");
      assertInSight("#body .c-action button");
      browser.run("document.getElementById('rows').scrollLeft = 1000");
      assertInSight("th.c-queued");
      assertInSight("th.c-retransmits");
      assertInSight("#body .c-action button");
      assertPageFits();
    }
  }

  @Test
  void aPhoneShowsTheColumnsThatItHidesWhenAsked() throws IOException {
    String hidden = "ID, Name, Via, Age, Out, Rate, Queued, RTT, Retr";
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      for (int i = 0; i < 300; i++) {
        EchoClients.echo(clients.connect(), "hello");
      }
      open(server);
      browser.phone();
      browser.await("document.getElementById('table').ariaRowCount === '301'");
      browser.run(
          "const row = document.querySelector('#body tr').offsetHeight;"
              + "document.getElementById('rows').scrollTop = 100 * row");
      browser.await(FIRST_IN_SIGHT + " === '101'");
      assertEquals(hidden, hiddenColumns());
      assertEquals("Show hidden columns", browser.find("#columns").getText());

      browser.find("#columns").click();
      assertEquals("", hiddenColumns());
      assertEquals("Show fewer columns", browser.find("#columns").getText());
      browser.await(FIRST_IN_SIGHT + " === '101'");
      assertEquals("", browser.violations());
      browser.run("document.getElementById('rows').scrollLeft = 1000");
      assertInSight("th.c-queued");
      assertInSight("th.c-retransmits");
      assertInSight("#body tr:nth-last-child(2) .c-action button");
      assertPageFits();

      browser.find("#columns").click();
      assertEquals(hidden, hiddenColumns());
      browser.await(FIRST_IN_SIGHT + " === '101'");
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void aChartTellsTheValueUnderThePointer() throws IOException {
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      clients.connect();
      open(server);
      awaitRows(1);
      browser.await("document.querySelector('#chart-connections .value').textContent === '1'");
      browser.hover("#chart-connections .u-over");
      String unit = "document.querySelector('#chart-connections .unit').textContent";
      browser.await(unit + ".startsWith('open at ')");
      browser.hover("#search");
      browser.await(unit + " === 'open'");
      assertEquals(List.of(), browser.complaints());
    }
  }

  /** They are painted: neither axe nor the document knows where they are. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theLabelsOfTheChartsAreApartAndInside(boolean onPhone) throws IOException {
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      EchoClients.echo(clients.connect(), "x".repeat(12_345));
      open(server);
      if (onPhone) {
        browser.phone();
      }
      awaitState("serving");
      browser.run(RECORD_LABELS);
      // Without an endpoint of UDP, the chart of the datagrams is hidden.
      browser.await("new Set(window.labels.map((each) => each.chart)).size >= 3");
      for (int i = 0; i < 5; i++) {
        // The charts move each second, and the labels with them.
        LockSupport.parkNanos(1_000_000_000);
        assertEquals("", browser.run(WRONG_LABELS));
        assertTrue(browser.number("return window.labels.length") >= 3 * 2);
      }
    }
  }

  /** From now on, window.labels is where the labels of each chart's last drawing are. */
  private static final String RECORD_LABELS =
      """
      window.labels = [];
      const paint = CanvasRenderingContext2D.prototype;
      const { clearRect, fillText } = paint;
      paint.clearRect = function (...box) {
        window.labels = window.labels.filter((each) => each.canvas !== this.canvas);
        clearRect.apply(this, box);
      };
      paint.fillText = function (text, x, y, ...more) {
        const at = this.getTransform();
        const width = this.measureText(text).width;
        const start = { center: width / 2, right: width, end: width }[this.textAlign] ?? 0;
        const left = at.e + x - start;
        const chart = this.canvas.closest("[id]").id;
        window.labels.push({
          canvas: this.canvas, chart, text, left, right: left + width, y: at.f + y, turned: at.b !== 0 });
        fillText.call(this, text, x, y, ...more);
      };
      """;

  private static final String WRONG_LABELS =
      """
      const wrong = [];
      const flat = window.labels.filter((each) => !each.turned);
      for (const [index, one] of flat.entries()) {
        if (one.left < -1 || one.right > one.canvas.width + 1) {
          wrong.push(`${one.chart}: '${one.text}' is cut off`);
        }
        for (const other of flat.slice(index + 1)) {
          const sameLine = one.canvas === other.canvas && Math.abs(one.y - other.y) < 2;
          if (sameLine && one.left < other.right && other.left < one.right) {
            wrong.push(`${one.chart}: '${one.text}' is on '${other.text}'`);
          }
        }
      }
      return wrong.join(", ");
      """;

  private static void assertPageFits() {
    long overflow = browser.number("return document.documentElement.scrollWidth - innerWidth");
    assertTrue(overflow <= 0, "wider than the window by " + overflow);
  }

  /** The first row below the head of the table: its connection. */
  private static final String FIRST_IN_SIGHT =
      "[...document.querySelectorAll('#body tr')].find((row) => row.getBoundingClientRect().bottom"
          + " > document.querySelector('th.c-peer').getBoundingClientRect().bottom + 5)"
          + "?.querySelector('.c-id').textContent";

  private static String hiddenColumns() {
    return ""
        + browser.run(
            "return [...document.querySelectorAll('#table th')]"
                + ".filter((head) => getComputedStyle(head).display === 'none')"
                + ".map((head) => head.textContent).join(', ')");
  }

  /** Sideways: the table scrolls, and the column of the buttons covers what is below it. */
  private static void assertInSight(String selector) {
    assertEquals(
        true,
        browser.run(
            """
            const wanted = document.querySelector(arguments[0]);
            const box = wanted.getBoundingClientRect();
            const view = document.getElementById("rows").getBoundingClientRect();
            const button = document.querySelector("th.c-action").getBoundingClientRect();
            const end = wanted.closest(".c-action") ? view.right : button.left;
            return box.width > 20 && box.left >= view.left && box.right <= end + 1;
            """,
            selector),
        selector);
  }

  private static void assertFewRows() {
    long rows = browser.number("return document.querySelectorAll('#body tr').length");
    assertTrue(rows > 5 && rows < 100, rows + " rows in the document");
  }

  @Test
  void asksForTheTokenAndKeepsItInTheTabAlone() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "open-sesame-open-sesame\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    try (ServerProgram server = server("--admin-token-file", token.toString(), "127.0.0.1:0")) {
      open(server);
      browser.await("document.getElementById('token-dialog').open");
      String about = browser.text("#token-about");
      assertTrue(about.contains("--admin-token-file, or --admin-read-token-file"), about);
      assertEquals("", browser.violations());
      browser.find("#token").sendKeys("zw\u00f6lf\u20ac", Keys.ENTER);
      browser.await("!document.getElementById('token-wrong').hidden");
      assertTrue(browser.find("#token-dialog").isDisplayed());
      browser.find("#token").clear();
      browser.find("#token").sendKeys("wrong", Keys.ENTER);
      browser.await("!document.getElementById('token-wrong').hidden");
      browser.find("#token").sendKeys("open-sesame-open-sesame", Keys.ENTER);
      awaitState("serving");
      assertFalse(browser.find("#token-dialog").isDisplayed());
      assertEquals(
          "open-sesame-open-sesame", browser.run("return sessionStorage.getItem('echo7-token')"));
      assertEquals(0, browser.number("return localStorage.length + document.cookie.length"));
      assertFalse(String.valueOf(browser.run("return location.href")).contains("sesame"));
    }
  }

  @Test
  void saysThatTheServerDrainsAndIsGoneAndComesBackByItself() throws IOException {
    int port = Machine.freePort();
    String[] options = {"-q", "-n", "--drain-timeout", "5s", "--admin", "127.0.0.1:" + port};
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "127.0.0.1:0";
    try (ServerProgram server = ServerProgram.start(all);
        EchoClients clients = new EchoClients(server.port())) {
      open(server);
      awaitState("serving");
      clients.connect().getOutputStream().write(new byte[4 << 20]);
      awaitRows(1);
      server.program().signal("TERM");
      awaitState("draining");
      assertTrue(
          browser.text("#notice").contains("Draining: no new connections"),
          browser.text("#notice"));
      awaitState("lost");
      browser.await("document.getElementById('notice').textContent.includes('drained')");
      browser.await("document.querySelectorAll('#body button:not(:disabled)').length === 0");
      assertTrue(
          browser.text("#matched").contains("as of the last contact"), browser.text("#matched"));
    }
    try (ServerProgram again = ServerProgram.start(all)) {
      awaitState("serving");
      browser.await("document.getElementById('notice').textContent === ''");
      browser.await(
          "document.getElementById('listening').textContent.includes(arguments[0])",
          "" + again.port());
    }
  }

  @Test
  void staysLostWhenAnAnswerFromBeforeComesLate() throws IOException {
    try (ServerProgram server = server("127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      open(server);
      awaitState("serving");
      browser.run(
          """
          const real = window.fetch;
          window.fetch = async (...asked) => {
            const answer = await real(...asked);
            if (!String(asked[0]).startsWith("/connections")) {
              return answer;
            }
            const body = await answer.text();
            await new Promise((hold) => { window.release = hold; });
            return new Response(body, answer);
          };
          """);
      clients.connect();
      browser.await("!!window.release");
      server.program().signal("KILL");
      awaitState("lost");
      browser.run("window.release(); setTimeout(() => { window.isLater = true; }, 300)");
      browser.await("window.isLater === true");
      assertTrue(
          browser.text("#matched").contains("as of the last contact"), browser.text("#matched"));
    }
  }

  @Test
  void switchesItsThemeAndRemembersIt() {
    try (ServerProgram server = server("127.0.0.1:0")) {
      open(server);
      awaitState("serving");
      String light = ground();
      browser.find("#theme").click();
      String dark = ground();
      assertFalse(light.equals(dark), dark);
      browser.run("location.reload()");
      awaitState("serving");
      assertEquals(dark, ground());
      assertEquals("Light", browser.find("#theme").findElement(By.xpath(".")).getText());
    }
  }

  private static String ground() {
    return "" + browser.run("return getComputedStyle(document.documentElement).backgroundColor");
  }
}
