package dev.echo7.cli.server;

import dev.echo7.cli.Versions;
import dev.echo7.server.config.EventLoopKind;
import io.netty.util.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code echoserver --version} prints. */
final class ServerVersions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Version netty = Version.identify().get("netty-common");
    return new String[] {
      Versions.program(),
      Versions.jdk(),
      "Netty " + (netty == null ? "(unknown)" : netty.artifactVersion()),
      "transport " + EventLoopKind.best()
    };
  }
}
