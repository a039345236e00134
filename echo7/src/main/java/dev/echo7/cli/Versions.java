package dev.echo7.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Versions {

  private Versions() {}

  /** {@code 0.1.0}. */
  public static String number() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "(not packaged)");
  }

  /** {@code echo7 0.1.0}. */
  public static String program() {
    return "echo7 " + number();
  }

  /** The version and vendor of the Java runtime. */
  public static String jdk() {
    return "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }

  /** The client's, which does not use Netty. */
  public static final class OfClient implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {program(), jdk()};
    }
  }
}
