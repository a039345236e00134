package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.netlab.TwoHosts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The .deb, installed by dpkg on a clean Debian 12 and run there. */
@Tag("debian")
final class DebianInstallIT {
  private static final String UNIT = "/usr/lib/systemd/system/echo7.service";

  /** Few enough for a shell to take them all. */
  private static final int DESCRIPTORS = 128;

  /** Who the unit's DynamicUser is, with the capability that it names for port 7 of its own. */
  private static final List<String> AS_THE_UNIT =
      List.of(
          "setpriv",
          "--reuid=61007",
          "--regid=61007",
          "--clear-groups",
          "--inh-caps=-all,+net_bind_service",
          "--ambient-caps=-all,+net_bind_service",
          "--bounding-set=-all,+net_bind_service",
          "--no-new-privs");

  private static @Nullable DebianRoot installed;
  private static List<String> filesBefore = List.of();

  @BeforeAll
  static void install() throws IOException {
    installed = DebianRoot.create();
    filesBefore = files();
    assertEquals(List.of(), javas(), "a Debian that has a Java already");
    root().install();
  }

  @AfterAll
  static void remove() {
    if (installed != null) {
      installed.close();
    }
  }

  @Test
  void bringsTheOnlyJavaThatThereIs() {
    assertTrue(javas().contains("/usr/lib/echo7/lib/java/lib/server/libjvm.so"));
    assertEquals(
        List.of(), javas().stream().filter(file -> !file.startsWith("/usr/lib/echo7/")).toList());
    assertTrue(root().shell("echoserver --version").contains("transport epoll"));
    assertTrue(root().shell("echoclient --version").startsWith("echo7 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient"})
  void hasAManPageForEachProgram(String program) throws IOException {
    Path page = root().resolve("/usr/share/man/man1/" + program + ".1.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(page))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.toLowerCase(Locale.ROOT).contains(program), text);
      assertTrue(text.contains("SYNOPSIS"), text);
    }
  }

  @Test
  void startsNothingUntilItIsAsked() {
    assertTrue(Files.exists(root().resolve(UNIT)));
    assertEquals("", root().shell("find /etc -lname '*echo7*' -o -path '*.wants/*echo7*'"));
  }

  @Test
  void servesAsItsUnitSaysThroughFaultsAndDrainsWithATrueReceipt() throws IOException {
    try (TwoHosts hosts = TwoHosts.create();
        ServerProgram server = ServerProgram.of(hosts.onServer(limited(commandOfTheUnit())));
        Program first = Program.start(client(hosts));
        Program second = Program.start(client(hosts))) {
      assertEquals(7, server.port());
      List<Program> steady = List.of(first, second);
      steady.forEach(client -> exchange(client, "hello\n"));
      outlivesAFlood(hosts, server.program(), steady);
      outlivesOneThatDoesNotRead(hosts, steady);
      assertEquals("through\n", oneEcho(hosts, "through\n"));

      server.program().signal("TERM");
      assertEquals(0, server.program().exitCode(), server.program()::toString);
      String said = server.program().stderr();
      assertTrue(said.endsWith("drained 2 connections\n"), said);
      for (Program client : steady) {
        client.exitCode();
        assertEquals("hello\nin the flood\nnext to a wall\n", client.stdout());
      }
    }
  }

  /** After it was used; and installed again for the other tests. */
  @Test
  void purgeLeavesNothingBehind() throws IOException {
    List<String> usual = List.of("echoserver", "@/etc/echo7/server.conf", "127.0.0.1:0");
    try (TwoHosts hosts = TwoHosts.create();
        ServerProgram server =
            ServerProgram.of(hosts.onServer(root().inside(usual).toArray(String[]::new)))) {
      server.stop();
    }
    root().shell("dpkg --force-unsafe-io -P echo7");
    assertEquals(filesBefore, files());
    root().install();
    assertTrue(files().size() > filesBefore.size());
  }

  /** More connections than the server may have, all held at once, and then all gone at once. */
  private static void outlivesAFlood(TwoHosts hosts, Program server, List<Program> steady) {
    String hold =
        String.format(
            Locale.ROOT,
            "for i in $(seq %d); do exec {held}<>/dev/tcp/10.77.0.1/7; done; echo held; read -r",
            2 * DESCRIPTORS);
    try (Program flood = Program.start(hosts.onClient("bash", "-c", hold))) {
      flood.awaitStdout("held");
      server.awaitStderr(" connections are in use; new clients wait");
      steady.forEach(client -> exchange(client, "in the flood\n"));
    }
  }

  private static void outlivesOneThatDoesNotRead(TwoHosts hosts, List<Program> steady) {
    String wall = "exec 3<>/dev/tcp/10.77.0.1/7; echo connected; yes >&3";
    try (Program deaf = Program.start(hosts.onClient("bash", "-c", wall))) {
      deaf.awaitStdout("connected");
      steady.forEach(client -> exchange(client, "next to a wall\n"));
    }
  }

  private static void exchange(Program client, String line) {
    client.feed(line).awaitStdout(line);
  }

  private static String oneEcho(TwoHosts hosts, String text) {
    try (Program client = Program.start(client(hosts)).feed(text).endInput()) {
      assertEquals(0, client.exitCode(), client::toString);
      return client.stdout();
    }
  }

  private static List<String> client(TwoHosts hosts) {
    List<String> command = root().inside(List.of("echoclient", "10.77.0.1", "7"));
    return hosts.onClient(command.toArray(String[]::new));
  }

  /** The unit's own command, by whom the unit says, on the root that it was installed on. */
  private static List<String> commandOfTheUnit() throws IOException {
    List<String> command = new ArrayList<>(AS_THE_UNIT);
    for (String line : Files.readAllLines(root().resolve(UNIT))) {
      if (line.startsWith("ExecStart=")) {
        command.addAll(List.of(line.substring("ExecStart=".length()).split(" +", -1)));
      }
    }
    assertTrue(command.contains("@/etc/echo7/server.conf"), command::toString);
    return root().inside(command);
  }

  private static String[] limited(List<String> command) {
    List<String> words = new ArrayList<>(List.of("prlimit", "--nofile=" + DESCRIPTORS));
    words.addAll(command);
    return words.toArray(String[]::new);
  }

  /** All but what dpkg and ldconfig keep about everything that was ever installed. */
  private static List<String> files() {
    return root()
        .shell(
            "find / -xdev \\( -path /var/log -o -path /proc -o -path /var/cache/ldconfig"
                + " -o -path '/var/lib/dpkg/[st]*' -o -path '/var/lib/dpkg/lock*' \\) -prune"
                + " -o -type d -printf '%p %M %u\\n' -o -printf '%p %M %u %s %l\\n' | sort")
        .lines()
        .toList();
  }

  private static List<String> javas() {
    return root()
        .shell("find / -xdev -type f \\( -name java -o -name libjvm.so \\)")
        .lines()
        .toList();
  }

  private static DebianRoot root() {
    return Objects.requireNonNull(installed);
  }
}
