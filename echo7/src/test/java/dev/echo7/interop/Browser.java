package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, driven by chromedriver. One thread. */
public final class Browser implements AutoCloseable {
  private static final String AXE = axe();

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; the test is skipped, saying so, where it is not installed. */
  public static Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(Installed.require("chromium").toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Installed.require("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.desktop();
    return browser;
  }

  /** Opens a page as somebody who was never here. */
  public void open(String address) {
    driver.get(address);
    run("sessionStorage.clear(); localStorage.clear()");
    complaints();
    driver.navigate().refresh();
  }

  /** A window of a laptop. */
  public void desktop() {
    window(1280, 800);
  }

  /** A window on a desk, in pixels. */
  public void window(int width, int height) {
    size(width, height, 1, false);
  }

  public void phone() {
    size(390, 844, 2, true);
  }

  private void size(int width, int height, int scale, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
  }

  /** What the system prefers: light or dark. */
  public void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  public WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Moves the pointer over the middle of an element. */
  public void hover(String selector) {
    new Actions(driver).moveToElement(find(selector)).perform();
  }

  /** The text of an element that is there. */
  public String text(String selector) {
    return String.valueOf(run("return document.querySelector(arguments[0]).textContent", selector));
  }

  /** Runs a script in the page; its result. */
  public @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  public long number(String script, Object... arguments) {
    return ((Number) Objects.requireNonNull(run(script, arguments))).longValue();
  }

  /** Waits until an expression is true. */
  public void await(String expression, Object... arguments) {
    await(
        () -> Boolean.TRUE.equals(run("return !!(" + expression + ")", arguments)),
        expression + " " + List.of(arguments));
  }

  private void await(ThrowingSupplier<Boolean> condition, String words) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (System.nanoTime() - endNs < 0) {
      try {
        if (condition.get()) {
          return;
        }
      } catch (StaleElementReferenceException e) {
        // It was drawn anew in this moment: again.
      } catch (Throwable e) {
        fail(words, e);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    fail("never: " + words + "; the page: " + text("body").replaceAll("\\s+", " "));
  }

  /** What axe-core finds wrong with the page as it is, one line each. */
  public String violations() {
    run(AXE);
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document).then(
              (r) => done(r.violations.flatMap((v) => v.nodes.map(
                (n) => v.id + ": " + n.target + ": " + n.failureSummary))),
              (e) => done(["axe: " + e]));
            """);
    return ((List<?>) Objects.requireNonNull(found))
        .stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  /** What the browser itself complains of since the last call: errors, refused loads. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /** Writes what is to be seen now. */
  public void picture(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    byte[] png = driver.getScreenshotAs(OutputType.BYTES);
    assertTrue(png.length > 10_000, "an empty picture");
    Files.write(file, png);
  }

  private static String axe() {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
