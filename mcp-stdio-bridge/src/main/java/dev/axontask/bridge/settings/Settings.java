package dev.axontask.bridge.settings;

import dev.axontask.bridge.http.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says. Nothing comes from arguments: other users of the machine can read
 * those.
 *
 * @param endpoint {@code AXONTASK_URL}
 * @param key {@code AXONTASK_API_KEY}; null when it is to be read from the data folder
 * @param dataDir {@code AXONTASK_DATA_DIR}, {@code ~/.axontask} by default, for root {@code
 *     /var/lib/axontask}: the server's own default
 * @param launcher {@code AXONTASK_LAUNCHER}: the program that starts the local server; null when
 *     the bridge was not started through it
 */
public record Settings(
    Endpoint endpoint, @Nullable Secret key, Path dataDir, @Nullable Path launcher) {

  private static final String LOCAL = "http://127.0.0.1:8080/mcp";

  /**
   * Reads the environment.
   *
   * @param root whether the process runs as root
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Settings from(Map<String, String> environment, boolean root) {
    String key = environment.getOrDefault("AXONTASK_API_KEY", "").strip();
    String launcher = environment.getOrDefault("AXONTASK_LAUNCHER", "");
    return new Settings(
        Endpoint.parse(nonBlank(environment.get("AXONTASK_URL"), LOCAL)),
        key.isEmpty() ? null : new Secret(key),
        dataDir(environment, root),
        launcher.isEmpty() ? null : Path.of(launcher));
  }

  private static Path dataDir(Map<String, String> environment, boolean root) {
    String home = nonBlank(environment.get("HOME"), System.getProperty("user.home"));
    String usual = root ? "/var/lib/axontask" : home + "/.axontask";
    return Path.of(nonBlank(environment.get("AXONTASK_DATA_DIR"), usual)).toAbsolutePath();
  }

  private static String nonBlank(@Nullable String value, String otherwise) {
    return value == null || value.isBlank() ? otherwise : value;
  }
}
