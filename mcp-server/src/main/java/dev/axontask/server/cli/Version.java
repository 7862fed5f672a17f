package dev.axontask.server.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, from its jar. */
final class Version implements IVersionProvider {
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("0.1.0");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"axontask " + text()};
  }
}
