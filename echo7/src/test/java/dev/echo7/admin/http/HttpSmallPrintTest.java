package dev.echo7.admin.http;

import dev.echo7.admin.AdminFixture;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9110 and RFC 9112, sentence by sentence, over TCP and a Unix socket. */
@Timeout(30)
class HttpSmallPrintTest {
  private static final String OK = HttpExchange.request("GET", "/healthz", "");
  private static final String NEXT = OK;
  private static final int WHOLE = Integer.MAX_VALUE;

  private static AdminFixture tcp;
  private static AdminFixture unix;

  @BeforeAll
  static void start() throws Exception {
    tcp = AdminFixture.tcp();
    unix = AdminFixture.unix();
  }

  @AfterAll
  static void end() throws IOException {
    tcp.close();
    unix.close();
  }

  @ParameterizedTest
  @MethodSource({
    "requestLines",
    "targets",
    "fields",
    "hosts",
    "methods",
    "bodies",
    "expectations",
    "versions"
  })
  void answersAsTheRfcsSay(HttpExchange exchange) throws Exception {
    exchange.assertHappens(tcp, WHOLE);
    exchange.assertHappens(unix, WHOLE);
  }

  /** One byte per TCP segment, as on the slowest network. */
  @ParameterizedTest
  @MethodSource({"targets", "bodies", "expectations"})
  void answersTheSameToARequestThatComesByteByByte(HttpExchange exchange) throws Exception {
    exchange.assertHappens(tcp, 1);
    exchange.assertHappens(unix, 1);
  }

  @ParameterizedTest
  @MethodSource("hostsOfThisMachine")
  void takesOnlyNamesOfThisMachineOnLoopback(HttpExchange exchange) throws Exception {
    exchange.assertHappens(tcp, WHOLE);
  }

  /** RFC 9112, sections 2.2 and 3. */
  static List<HttpExchange> requestLines() {
    return List.of(
        new HttpExchange("empty lines before", "\r\n\r\n" + OK, "200 open"),
        new HttpExchange("empty lines between", OK + "\r\n" + OK, "200 200 open"),
        new HttpExchange("two spaces", OK.replaceFirst(" ", "  "), "200 open"),
        new HttpExchange("bare LF", OK.replace("\r\n", "\n"), "400 end"),
        new HttpExchange("space after", OK.replaceFirst("1.1", "1.1 "), "400 end"),
        new HttpExchange("space in the target", OK.replaceFirst("health", "hea lth"), "400 end"),
        new HttpExchange("HTTP/0.9", "GET /healthz\r\n", "400 end"),
        new HttpExchange("no HTTP", "hello\r\n\r\n", "400 end"),
        new HttpExchange("TLS", "\u0016\u0003\u0001\u0000\u00a5\u0001\r\n\r\n", "400 end"),
        new HttpExchange("PROXY", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + OK, "400 end"),
        new HttpExchange("long line", get("/" + "x".repeat(5_000)), "414 end"),
        new HttpExchange("line without end", "GET /" + "x".repeat(9_000), "414 end"));
  }

  /** RFC 9112, section 3.2; RFC 3986. */
  static List<HttpExchange> targets() {
    return List.of(
        new HttpExchange("absolute", get("http://%HOST%/healthz"), "200 open"),
        new HttpExchange("absolute, capitals", get("HTTP://%HOST%/healthz"), "200 open"),
        new HttpExchange("absolute, TLS before us", get("https://%HOST%/healthz"), "200 open"),
        new HttpExchange("absolute, no path", get("http://%HOST%"), "200 open"),
        new HttpExchange("absolute, query", get("http://%HOST%/connections?q=x"), "200 open"),
        new HttpExchange("absolute, no path, query", get("http://%HOST%?q=x"), "400 open"),
        new HttpExchange(
            "absolute, name wins", get("http://%HOST%/healthz", "x.example"), "200 open"),
        new HttpExchange("absolute, no Host", "GET http://%HOST%/ HTTP/1.1\r\n\r\n", "400 open"),
        new HttpExchange("absolute, nobody", get("http:///healthz"), "400 open"),
        new HttpExchange("absolute, user", get("http://me:secret@%HOST%/healthz"), "400 open"),
        new HttpExchange("absolute, ftp", get("ftp://%HOST%/healthz"), "400 open"),
        new HttpExchange("authority", get("%HOST%"), "400 open"),
        new HttpExchange("no slash", get("healthz"), "400 open"),
        new HttpExchange("asterisk", get("*"), "400 open"),
        new HttpExchange("fragment", get("/healthz#top"), "400 open"),
        new HttpExchange("not ASCII", get("/healthz\u00e9"), "400 open"),
        new HttpExchange("escaped letter", get("/%68ealth%7A"), "200 open"),
        new HttpExchange("escaped slash", get("/assets%2Fpage.css"), "404 open"),
        new HttpExchange("escaped slash in a name", get("/connections/1%2f2"), "404 open"),
        new HttpExchange("broken escape", get("/%zz"), "400 open"),
        new HttpExchange("escape without end", get("/healthz%4"), "400 open"),
        new HttpExchange("escaped NUL", get("/healthz%00"), "404 open"),
        new HttpExchange("escape of no text", get("/connections?q=%ff"), "400 open"),
        new HttpExchange("dots", get("/assets/../healthz"), "404 open"),
        new HttpExchange("escaped dots", get("/assets/%2e%2e/healthz"), "404 open"),
        new HttpExchange("two slashes", get("//healthz"), "404 open"),
        new HttpExchange("slash after", get("/healthz/"), "404 open"),
        new HttpExchange("capitals", get("/Healthz"), "404 open"),
        new HttpExchange("nothing", get("/nothing"), "404 open"),
        new HttpExchange("empty query", get("/connections?"), "200 open"),
        new HttpExchange("empty pairs", get("/connections?&&"), "200 open"),
        new HttpExchange("name alone", get("/connections?q"), "200 open"),
        new HttpExchange("question mark in a value", get("/connections?q=a?b"), "200 open"),
        new HttpExchange("semicolon in a value", get("/connections?q=a;limit=0"), "200 open"),
        new HttpExchange("broken escape in a query", get("/connections?q=%zz"), "400 open"),
        new HttpExchange("twice", get("/connections?q=a&q=b"), "400 open"),
        new HttpExchange("twice, escaped", get("/connections?q=a&%71=b"), "400 open"),
        new HttpExchange("unknown", get("/connections?nosuch=1"), "400 open"));
  }

  /** RFC 9112, section 5; RFC 9110, sections 5 and 7. */
  static List<HttpExchange> fields() {
    return List.of(
        new HttpExchange("space before the colon", withField("X : a"), "400 end"),
        new HttpExchange("no colon", withField("X"), "400 end"),
        new HttpExchange("no name", withField(": a"), "400 end"),
        new HttpExchange("NUL", withField("X: a\0b"), "400 end"),
        new HttpExchange("bare CR", withField("X: a\rb"), "400 end"),
        new HttpExchange("not ASCII", withField("X: \u00e9"), "200 open"),
        new HttpExchange("folded", withField("X: a\r\n b"), "200 open"),
        new HttpExchange("folded first", OK.replaceFirst("Host", " X: a\r\nHost"), "400 end"),
        new HttpExchange("too long", withField("X: " + "x".repeat(5_000)), "431 end"),
        new HttpExchange("too many", withField("X: a\r\n".repeat(2_000) + "X: a"), "431 end"),
        new HttpExchange("Range", withField("Range: bytes=0-0"), "200 open"),
        new HttpExchange("identity;q=0", withField("Accept-Encoding: identity;q=0"), "200 open"),
        new HttpExchange("h2c", withField("Connection: Upgrade\r\nUpgrade: h2c"), "200 open"),
        new HttpExchange("websocket", webSocket("Sec-WebSocket-Key: eA=="), "200 open"),
        new HttpExchange(
            "websocket of 2010",
            webSocket("Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2") + NEXT,
            "200 200 open"),
        new HttpExchange("close", withField("Connection: close") + NEXT, "200 end"),
        new HttpExchange("CLOSE among others", withField("Connection: x, CLOSE"), "200 end"),
        new HttpExchange(
            "close in a second line",
            withField("Connection: keep-alive\r\nConnection: close"),
            "200 end"),
        new HttpExchange("If-Match: *", withField("If-Match: *"), "200 open"),
        new HttpExchange("If-Match", withField("If-Match: \"x\""), "412 open"),
        new HttpExchange(
            "If-Match before an act",
            HttpExchange.request("POST", "/drain", "If-Match: \"x\"\r\n"),
            "412 open"),
        new HttpExchange(
            "If-None-Match: *",
            HttpExchange.request("GET", "/", "If-None-Match: *\r\n"),
            "304 open"),
        new HttpExchange(
            "If-None-Match of another",
            HttpExchange.request("GET", "/", "If-None-Match: \"x\"\r\n"),
            "200 open"));
  }

  /** RFC 9112, section 3.2; RFC 9110, section 7.2. */
  static List<HttpExchange> hosts() {
    return List.of(
        new HttpExchange("none", "GET /healthz HTTP/1.1\r\n\r\n", "400 open"),
        new HttpExchange("two", withField("Host: %HOST%"), "400 open"),
        new HttpExchange("a list", host("%HOST%, x.example"), "400 open"),
        new HttpExchange("a user", host("me@%HOST%"), "400 open"),
        new HttpExchange("a path", host("%HOST%/"), "400 open"),
        new HttpExchange("a space", host("local host"), "400 open"),
        new HttpExchange("a port that is none", host("localhost:x"), "400 open"),
        new HttpExchange("half a bracket", host("[::1"), "400 open"),
        new HttpExchange("not ASCII", host("b\u00fccher.example"), "400 open"),
        new HttpExchange("capitals", OK.replaceFirst("Host", "HOST"), "200 open"),
        new HttpExchange("HTTP/1.0 needs none", "GET /healthz HTTP/1.0\r\n\r\n", "200 end"));
  }

  static List<HttpExchange> hostsOfThisMachine() {
    return List.of(
        new HttpExchange("localhost", host("localhost:%PORT%"), "200 open"),
        new HttpExchange("LOCALHOST", host("LOCALHOST:%PORT%"), "200 open"),
        new HttpExchange("the root's", host("localhost.:%PORT%"), "200 open"),
        new HttpExchange("IPv6", host("[::1]:%PORT%"), "200 open"),
        new HttpExchange("IPv6 in full", host("[0:0:0:0:0:0:0:1]:%PORT%"), "200 open"),
        new HttpExchange("zeros before the port", host("localhost:0%PORT%"), "200 open"),
        new HttpExchange("empty", host(""), "403 open"),
        new HttpExchange("no port", host("localhost"), "403 open"),
        new HttpExchange("empty port", host("localhost:"), "403 open"),
        new HttpExchange("another port", host("localhost:1"), "403 open"),
        new HttpExchange("no such port", host("localhost:99999999999"), "403 open"),
        new HttpExchange("another name", host("x.example:%PORT%"), "403 open"),
        new HttpExchange("ours before another", host("127.0.0.1.x.example:%PORT%"), "403 open"),
        new HttpExchange(
            "another in the target", get("http://x.example:%PORT%/healthz"), "403 open"));
  }

  /** RFC 9110, section 9. */
  static List<HttpExchange> methods() {
    return List.of(
        new HttpExchange("HEAD", ask("HEAD", "/status") + NEXT, "200h 200 open"),
        new HttpExchange("HEAD, long", ask("HEAD", "/connections") + NEXT, "200h 200 open"),
        new HttpExchange("HEAD, no end", ask("HEAD", "/events") + NEXT, "200h 200 open"),
        new HttpExchange("HEAD, nothing", ask("HEAD", "/nothing") + NEXT, "404h 200 open"),
        new HttpExchange("HEAD of an act", ask("HEAD", "/drain") + NEXT, "405h 200 open")
            .allowing("OPTIONS, POST"),
        new HttpExchange("OPTIONS", ask("OPTIONS", "/status"), "204 open")
            .allowing("GET, HEAD, OPTIONS"),
        new HttpExchange("OPTIONS of an act", ask("OPTIONS", "/drain"), "204 open")
            .allowing("OPTIONS, POST"),
        new HttpExchange("OPTIONS *", ask("OPTIONS", "*"), "204 open")
            .allowing("DELETE, GET, HEAD, OPTIONS, POST, PUT"),
        new HttpExchange("OPTIONS absolute", ask("OPTIONS", "http://%HOST%"), "204 open")
            .allowing("DELETE, GET, HEAD, OPTIONS, POST, PUT"),
        new HttpExchange("OPTIONS, nothing", ask("OPTIONS", "/nothing"), "404 open"),
        new HttpExchange("PUT", ask("PUT", "/status"), "405 open").allowing("GET, HEAD, OPTIONS"),
        new HttpExchange("PATCH", ask("PATCH", "/connections/1"), "405 open")
            .allowing("DELETE, GET, HEAD, OPTIONS, POST"),
        new HttpExchange("POST of faults", ask("POST", "/faults"), "405 open")
            .allowing("DELETE, GET, HEAD, OPTIONS, PUT"),
        new HttpExchange("TRACE", ask("TRACE", "/healthz"), "405 open")
            .allowing("GET, HEAD, OPTIONS"),
        new HttpExchange("PUT, nothing", ask("PUT", "/nothing"), "404 open"),
        new HttpExchange("CONNECT", ask("CONNECT", "%HOST%"), "501 open"),
        new HttpExchange("unknown", ask("BREW", "/status"), "501 open"),
        new HttpExchange("small letters", ask("get", "/status"), "501 open"),
        new HttpExchange("no token", ask("G(T", "/status"), "400 end"));
  }

  /** RFC 9112, sections 6 and 7. */
  static List<HttpExchange> bodies() {
    return List.of(
        new HttpExchange("GET", body("GET", "Content-Length: 3", "abc"), "200 200 open"),
        new HttpExchange("zeros before", body("GET", "Content-Length: 03", "abc"), "200 200 open"),
        new HttpExchange("a list", body("GET", "Content-Length: 3, 3", "abc"), "400 end"),
        new HttpExchange(
            "two", body("GET", "Content-Length: 3\r\nContent-Length: 3", "abc"), "400 end"),
        new HttpExchange("plus", body("GET", "Content-Length: +3", "abc"), "400 end"),
        new HttpExchange("minus", body("GET", "Content-Length: -3", "abc"), "400 end"),
        new HttpExchange("hexadecimal", body("GET", "Content-Length: 0x3", "abc"), "400 end"),
        new HttpExchange("no number", body("GET", "Content-Length: 3x", "abc"), "400 end"),
        new HttpExchange("empty", body("GET", "Content-Length: ", "abc"), "400 end"),
        new HttpExchange("beyond", body("GET", "Content-Length: " + "9".repeat(30), ""), "400 end"),
        new HttpExchange("too long", body("GET", "Content-Length: 1025", ""), "413 end"),
        new HttpExchange("chunks", chunks("3\r\nabc\r\n0\r\n\r\n"), "200 200 open"),
        new HttpExchange(
            "extensions, trailers",
            chunks("3;a=b;c=\"d;e\" ;f\r\nabc\r\n00\r\nX: y\r\nContent-Length: 7\r\n\r\n"),
            "200 200 open"),
        new HttpExchange("chunks too long", chunks("401\r\n" + "x".repeat(1_025)), "413 end"),
        new HttpExchange("negative chunk", chunks("-3\r\nabc\r\n0\r\n\r\n"), "400 end"),
        new HttpExchange("0x", chunks("0x3\r\nabc\r\n0\r\n\r\n"), "400 end"),
        new HttpExchange("no size", chunks("\r\nabc\r\n0\r\n\r\n"), "400 end"),
        new HttpExchange("endless size", chunks("f".repeat(17) + "\r\nabc\r\n"), "400 end"),
        new HttpExchange("longer than its size", chunks("3\r\nabcd\r\n0\r\n\r\n"), "400 end"),
        new HttpExchange("bare LF", chunks("3\nabc\r\n0\r\n\r\n"), "400 end"),
        new HttpExchange("trailers too long", chunks("0\r\nX: " + "x".repeat(5_000)), "431 end"),
        new HttpExchange(
            "length and chunks",
            body("GET", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
            "400 end"),
        new HttpExchange(
            "HTTP/1.0 knows no chunks",
            chunks("0\r\n\r\n").replaceFirst("HTTP/1.1", "HTTP/1.0"),
            "400 end"),
        new HttpExchange("coding", body("GET", "Transfer-Encoding: gzip", ""), "400 end"),
        new HttpExchange("identity", body("GET", "Transfer-Encoding: identity", ""), "400 end"),
        new HttpExchange(
            "coding in chunks",
            body("GET", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
            "501 end"),
        new HttpExchange(
            "coding in chunks, two lines",
            body("GET", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
            "501 end"),
        new HttpExchange(
            "chunks in chunks",
            body("GET", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n"),
            "400 end"));
  }

  /** RFC 9110, section 10.1.1. */
  static List<HttpExchange> expectations() {
    String expect = "Expect: 100-continue\r\n";
    return List.of(
        new HttpExchange("100, body to come", expecting("100-continue", "Content-Length: 3"), "100")
            .then("abc" + NEXT, "200 200 open"),
        new HttpExchange("100, capitals", expecting("100-Continue", "Content-Length: 3"), "100")
            .then("abc" + NEXT, "200 200 open"),
        new HttpExchange(
                "100, chunks to come",
                expecting("100-continue", "Transfer-Encoding: chunked"),
                "100")
            .then("3\r\nabc\r\n0\r\n\r\n" + NEXT, "200 200 open"),
        new HttpExchange(
                "100 in its turn", OK + expecting("100-continue", "Content-Length: 3"), "200 100")
            .then("abc" + NEXT, "200 200 open"),
        new HttpExchange("no body", HttpExchange.request("GET", "/healthz", expect), "200 open"),
        new HttpExchange("too long", expecting("100-continue", "Content-Length: 1025"), "413 end"),
        new HttpExchange("something else", expecting("200-ok", "Content-Length: 3"), "417 end"),
        new HttpExchange(
            "HTTP/1.0 has none",
            HttpExchange.request("GET", "/healthz", expect).replaceFirst("1\\.1", "1.0"),
            "200 end"));
  }

  /** RFC 9110, sections 2.5 and 15.6.6; RFC 9113, section 3.4. */
  static List<HttpExchange> versions() {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0";
    return List.of(
        new HttpExchange("HTTP/2 preface", preface, "505 end"),
        new HttpExchange("2.0", version("HTTP/2.0"), "505 end"),
        new HttpExchange("0.9", version("HTTP/0.9"), "505 end"),
        new HttpExchange("1.2", version("HTTP/1.2") + NEXT, "200 200 open"),
        new HttpExchange("1.10", version("HTTP/1.10"), "400 end"),
        new HttpExchange("01.1", version("HTTP/01.1"), "400 end"),
        new HttpExchange("1.", version("HTTP/1."), "400 end"),
        new HttpExchange("small letters", version("http/1.1"), "400 end"),
        new HttpExchange("another", version("ICAP/1.0"), "400 end"),
        new HttpExchange("1.0", version("HTTP/1.0") + NEXT, "200 end"),
        new HttpExchange(
            "1.0, long",
            HttpExchange.request("GET", "/connections", "").replaceFirst("1\\.1", "1.0"),
            "200 end"),
        new HttpExchange(
            "1.0, kept",
            withField("Connection: Keep-Alive").replaceFirst("1\\.1", "1.0") + NEXT,
            "200 200 open"));
  }

  private static String get(String target) {
    return ask("GET", target);
  }

  private static String get(String target, String host) {
    return ask("GET", target).replaceFirst("Host: %HOST%", "Host: " + host);
  }

  private static String ask(String method, String target) {
    return HttpExchange.request(method, target, "");
  }

  private static String withField(String field) {
    return HttpExchange.request("GET", "/healthz", field + "\r\n");
  }

  private static String host(String host) {
    return get("/healthz", host);
  }

  private static String version(String version) {
    return OK.replaceFirst("HTTP/1\\.1", version);
  }

  private static String webSocket(String key) {
    return withField("Connection: Upgrade\r\nUpgrade: websocket\r\n" + key);
  }

  private static String body(String method, String field, String body) {
    return HttpExchange.request(method, "/healthz", field + "\r\n") + body + NEXT;
  }

  private static String chunks(String chunks) {
    return body("GET", "Transfer-Encoding: chunked", chunks);
  }

  private static String expecting(String expectation, String length) {
    return HttpExchange.request(
        "GET", "/healthz", "Expect: " + expectation + "\r\n" + length + "\r\n");
  }
}
