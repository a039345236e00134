package dev.echo7.admin.page;

import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The live page and the files that it loads: a fixed list of resources in the jar. Immutable; any
 * thread.
 */
public final class PageAssets {
  /** The content security policy of our pages: nothing inline, no other site. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /**
   * A resource.
   *
   * @param resource its name, relative to this package or to the root of the class path
   */
  private record Asset(String resource, String type) {}

  private static final Asset PAGE = new Asset("index.html", "text/html; charset=utf-8");
  private static final Asset DESCRIPTION = new Asset("openapi.yaml", "application/yaml");

  private static final List<String> SCRIPTS =
      List.of(
          "api.js",
          "charts.js",
          "columns.js",
          "dialogs.js",
          "events.js",
          "faults.js",
          "format.js",
          "history.js",
          "main.js",
          "rows.js",
          "summary.js",
          "table.js",
          "theme.js");

  private static final List<String> STYLES = List.of("page.css", "table.css");

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** A WebJar: the files of an npm package, in a folder named after its version. */
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** Finds a resource by the last part of its path. */
  private static final Map<String, Asset> ASSETS = assets();

  private PageAssets() {}

  private static Map<String, Asset> assets() {
    Map<String, Asset> assets = new HashMap<>();
    for (String script : SCRIPTS) {
      assets.put(script, new Asset(script, SCRIPT));
    }
    for (String style : STYLES) {
      assets.put(style, new Asset(style, STYLE));
    }
    assets.put("uPlot.esm.js", new Asset(UPLOT + "uPlot.esm.js", SCRIPT));
    assets.put("uPlot.min.css", new Asset(UPLOT + "uPlot.min.css", STYLE));
    return Map.copyOf(assets);
  }

  public static Reply page(Query query) {
    return reply(PAGE, query);
  }

  public static Reply description(Query query) {
    return reply(DESCRIPTION, query);
  }

  public static Reply asset(Query query) {
    Asset asset = ASSETS.get(query.argument());
    return asset == null
        ? Reply.problem(HttpResponseStatus.NOT_FOUND, "not found; the page has no such asset")
        : reply(asset, query);
  }

  private static Reply reply(Asset asset, Query query) {
    byte[] body = read(asset);
    String tag = '"' + digest(body) + '"';
    Map<String, String> headers =
        Map.of("Cache-Control", "no-cache", "ETag", tag, "Content-Security-Policy", POLICY);
    if (!query.conditions().hold(tag)) {
      return Reply.changed();
    }
    return query.conditions().know(tag)
        ? new Reply.Whole(
            HttpResponseStatus.NOT_MODIFIED, "", headers, Unpooled.EMPTY_BUFFER, () -> {})
        : new Reply.Whole(
            HttpResponseStatus.OK, asset.type, headers, Unpooled.wrappedBuffer(body), () -> {});
  }

  private static byte[] read(Asset asset) {
    try (@Nullable InputStream resource = PageAssets.class.getResourceAsStream(asset.resource)) {
      return Objects.requireNonNull(resource, asset.resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar has lost " + asset.resource, e);
    }
  }

  private static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
