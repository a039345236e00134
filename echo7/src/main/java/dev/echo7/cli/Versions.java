package dev.echo7.cli;

import dev.echo7.server.Transport;
import io.netty.util.Version;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Versions {

  private Versions() {}

  /** {@code 0.1.0}. */
  static String number() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "(not packaged)");
  }

  private static String program() {
    return "echo7 " + number();
  }

  private static String jdk() {
    return "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }

  /** The client's: it is not made of Netty, and does not load it to say so. */
  static final class OfClient implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {program(), jdk()};
    }
  }

  /** The server's. */
  static final class OfServer implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Version netty = Version.identify().get("netty-common");
      return new String[] {
        program(),
        jdk(),
        "Netty " + (netty == null ? "(unknown)" : netty.artifactVersion()),
        "transport " + Transport.best()
      };
    }
  }
}
