package dev.axontask.server.cli;

import dev.axontask.server.auth.KeyFile;
import dev.axontask.server.settings.Loopback;
import dev.axontask.server.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the server is and with which key: {@code AXONTASK_URL}, {@code AXONTASK_API_KEY}, or the
 * key file of a data folder on this machine.
 */
record ClientSettings(URI url, Secret key) {
  static final String USUAL_URL = "http://127.0.0.1:8080";

  static ClientSettings read(Map<String, String> environment) {
    URI url = url(environment);
    String key = environment.getOrDefault("AXONTASK_API_KEY", "").strip();
    return new ClientSettings(
        url, new Secret(sendable(key.isEmpty() ? fromFile(environment) : key)));
  }

  /** A header carries visible ASCII only; the refusal does not repeat the key. */
  private static String sendable(String key) {
    if (!key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new FailedException(
          2,
          "the key has characters that no key has (a line break, a space, a letter with an accent);"
              + " copy it again, or unset AXONTASK_API_KEY to use the one of the data folder.");
    }
    return key;
  }

  static URI url(Map<String, String> environment) {
    String text = environment.getOrDefault("AXONTASK_URL", "").strip();
    String base = (text.isEmpty() ? USUAL_URL : text).replaceAll("/+$", "").replaceAll("/mcp$", "");
    URI url;
    try {
      url = URI.create(base);
    } catch (IllegalArgumentException e) {
      throw new FailedException(2, "AXONTASK_URL must be a URL such as " + USUAL_URL + ".");
    }
    if (url.getHost() == null) {
      throw new FailedException(2, "AXONTASK_URL must be a URL such as " + USUAL_URL + ".");
    }
    if (!"https".equals(url.getScheme()) && !Loopback.names(url.getHost())) {
      throw new FailedException(
          2,
          "AXONTASK_URL must begin with https:// unless the server is on this machine: the key would be readable on the way.");
    }
    return url;
  }

  private static String fromFile(Map<String, String> environment) {
    List<Path> folders = dataDirs(environment);
    for (Path folder : folders) {
      try {
        return Files.readString(folder.resolve(KeyFile.NAME)).strip();
      } catch (IOException e) {
        // Another folder may hold it; if none does, all are named below.
      }
    }
    throw new FailedException(
        AxonTask.FAILED,
        "no key: set AXONTASK_API_KEY, or AXONTASK_DATA_DIR to the server's data folder. Looked into "
            + String.join(" and ", folders.stream().map(Path::toString).toList())
            + ". Is the server running? ./axontask serve starts it.");
  }

  /** The configured folder, or the usual ones. */
  static List<Path> dataDirs(Map<String, String> environment) {
    String configured = environment.getOrDefault("AXONTASK_DATA_DIR", "").strip();
    Path home = Path.of(System.getProperty("user.home"));
    if (!configured.isEmpty()) {
      return List.of(
          configured.startsWith("~/")
              ? home.resolve(configured.substring(2))
              : Path.of(configured));
    }
    Path own = home.resolve(".axontask");
    Path roots = Path.of("/var/lib/axontask");
    return System.getProperty("user.name").equals("root") ? List.of(roots, own) : List.of(own);
  }
}
