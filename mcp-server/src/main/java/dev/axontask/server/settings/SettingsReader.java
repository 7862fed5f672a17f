package dev.axontask.server.settings;

import dev.axontask.engine.Limits;
import dev.axontask.engine.breaker.BreakerSettings;
import dev.axontask.engine.deadletter.DeadLetterCleanup;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and checks the settings, and reports all that is wrong at once. */
public final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(s|m|h|d)");

  private static final Duration LEASE_MIN = Duration.ofSeconds(4);
  private static final Duration LEASE_MAX = Duration.ofMinutes(10);

  private final List<String> problems = new ArrayList<>();
  private final RawSettings raw;
  private final Path home;

  private SettingsReader(
      Map<String, String> environment, Map<Setting, String> flags, Path userHome) {
    problems.addAll(KnownVariables.problems(environment.keySet()));
    raw = new RawSettings(environment, flags, problems);
    home = userHome;
  }

  /**
   * Reads and checks all settings.
   *
   * @param flags values of command-line flags; of a secret, the path of its file
   * @param userHome where {@code ~} points
   * @param root whether the process runs as root, which moves the default data folder
   * @param processors for the default number of worker slots
   */
  public static ServerSettings read(
      Map<String, String> environment,
      Map<Setting, String> flags,
      Path userHome,
      boolean root,
      int processors)
      throws SettingsException {
    return new SettingsReader(environment, flags, userHome).settings(root, processors);
  }

  private ServerSettings settings(boolean root, int processors) throws SettingsException {
    Path dataDir = path(Setting.AXONTASK_DATA_DIR, root ? "/var/lib/axontask" : "~/.axontask");
    Secret databaseUrl = url(Setting.DATABASE_URL, Set.of("postgresql", "postgres"));
    Secret apiKey = secret(Setting.AXONTASK_API_KEY);
    String host = raw.get(Setting.API_HOST, "127.0.0.1");
    checkKey(host, apiKey);
    ServerSettings settings =
        new ServerSettings(
            host,
            number(Setting.API_PORT, 8080, 0, 65535),
            dataDir,
            databaseUrl,
            url(Setting.AXONTASK_MIGRATION_DATABASE_URL, Set.of("postgresql", "postgres")),
            url(Setting.REDIS_URL, Set.of("redis", "rediss")),
            apiKey,
            secret(Setting.RECEIPT_SIGNING_KEY_ED25519),
            publicUrl(),
            lowerCase(Setting.AXONTASK_ALLOWED_HOSTS),
            lowerCase(Setting.AXONTASK_ALLOWED_ORIGINS),
            number(Setting.AXONTASK_MAX_BODY_BYTES, 16 << 20, 1024, 64 << 20),
            roles(),
            number(Setting.AXONTASK_WORKER_SLOTS, Math.max(8, 4 * processors), 1, 10_000),
            hostGrace(databaseUrl == null),
            duration(Setting.AXONTASK_ADAPTER_GRACE, "24h"),
            Duration.ofDays(number(Setting.AXONTASK_RETENTION_DAYS, 0, 0, 36_500)),
            lease(),
            breakers(),
            deadLetters(),
            raw.get(Setting.AXONTASK_PLUGINS_DIR).isPresent()
                ? path(Setting.AXONTASK_PLUGINS_DIR, "")
                : dataDir.resolve("plugins"),
            shell(databaseUrl == null),
            fly(),
            secret(Setting.AXONTASK_FLY_TOKEN));
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private void checkKey(String host, @Nullable Secret key) {
    if (key != null && key.reveal().length() < 20) {
      problems.add("AXONTASK_API_KEY has fewer than 20 characters; a longer one is needed.");
    }
    if (key == null && !Loopback.names(host)) {
      problems.add(
          ("API_HOST %s can be reached from other machines, so a key must be chosen: set"
                  + " AXONTASK_API_KEY or AXONTASK_API_KEY_FILE, or listen on 127.0.0.1.")
              .formatted(host));
    }
  }

  /** What the shell adapter is told, under the names that it knows. */
  private Map<String, String> shell(boolean ownDatabase) {
    oneOf(Setting.AXONTASK_SANDBOX, Set.of("required", "off"));
    oneOf(Setting.AXONTASK_NETWORK, Set.of("allow", "deny"));
    oneOf(Setting.AXONTASK_LIMITS, Set.of("container", "laptop"));
    Map<String, String> shell = new HashMap<>();
    folders(Setting.AXONTASK_WORKSPACES, "workspaces", shell);
    folders(Setting.AXONTASK_TOOLCHAINS, "toolchains", shell);
    folders(Setting.AXONTASK_CACHES, "caches", shell);
    raw.get(Setting.AXONTASK_NETWORK).ifPresent(value -> shell.put("network", value));
    raw.get(Setting.AXONTASK_TASK_ENV).ifPresent(value -> shell.put("env", value));
    raw.get(Setting.AXONTASK_SANDBOX).ifPresent(value -> shell.put("sandbox", value));
    String profile = ownDatabase ? "laptop" : "container";
    shell.put("limits", raw.get(Setting.AXONTASK_LIMITS).orElse(profile));
    raw.get(Setting.AXONTASK_TASK_MEMORY).ifPresent(value -> shell.put("memory", value));
    raw.get(Setting.AXONTASK_TASK_CPUS).ifPresent(value -> shell.put("cpus", value));
    raw.get(Setting.AXONTASK_TASK_PROCESSES).ifPresent(value -> shell.put("processes", value));
    return shell;
  }

  /** What the fly adapter is told, under the names that it knows; its token is no plain text. */
  private Map<String, String> fly() {
    Map<String, String> fly = new HashMap<>();
    raw.get(Setting.AXONTASK_FLY_APPS).ifPresent(value -> fly.put("apps", value));
    raw.get(Setting.AXONTASK_FLY_API_URL).ifPresent(value -> fly.put("api_url", value));
    raw.get(Setting.AXONTASK_FLY_LOGS_URL).ifPresent(value -> fly.put("logs_url", value));
    return fly;
  }

  private void folders(Setting setting, String name, Map<String, String> shell) {
    raw.get(setting)
        .ifPresent(value ->
            shell.put(
                name,
                Arrays.stream(value.split(":"))
                    .filter(part -> !part.isBlank())
                    .map(part -> folder(setting, part).toString())
                    .collect(Collectors.joining(":"))));
  }

  private Path folder(Setting setting, String text) {
    Path path = path(setting, text, text);
    if (!Files.isDirectory(path)) {
      wrong(setting, text, "a folder that exists");
    }
    return path;
  }

  private void oneOf(Setting setting, Set<String> allowed) {
    raw.get(setting)
        .filter(value -> !allowed.contains(value))
        .ifPresent(value -> wrong(setting, value, String.join(" or ", new TreeSet<>(allowed))));
  }

  private @Nullable Secret secret(Setting setting) {
    return raw.get(setting).map(Secret::new).orElse(null);
  }

  private @Nullable Secret url(Setting setting, Set<String> schemes) {
    Secret secret = secret(setting);
    if (secret != null) {
      String scheme = secret.reveal().split(":", 2)[0];
      if (!schemes.contains(scheme)) {
        problems.add(
            "%s must be a URL that begins with %s://."
                .formatted(setting, schemes.stream().sorted().findFirst().orElseThrow()));
      }
    }
    return secret;
  }

  private @Nullable URI publicUrl() {
    Setting setting = Setting.AXONTASK_PUBLIC_URL;
    Optional<String> text = raw.get(setting);
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = new URI(text.get().replaceAll("/+$", ""));
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Reported below, like any other text that is not such a URL.
    }
    wrong(setting, text.get(), "a URL such as https://tasks.example.org");
    return null;
  }

  private Set<ServerSettings.Role> roles() {
    Function<String, Optional<ServerSettings.Role>> role =
        word ->
            switch (word) {
              case "api" -> Optional.of(ServerSettings.Role.API);
              case "worker" -> Optional.of(ServerSettings.Role.WORKER);
              default -> {
                wrong(Setting.AXONTASK_ROLES, word, "api, worker or both");
                yield Optional.empty();
              }
            };
    return raw.list(Setting.AXONTASK_ROLES, "api,worker").stream()
        .map(role)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private DeadLetterCleanup.Retention deadLetters() {
    return new DeadLetterCleanup.Retention(
        Duration.ofDays(number(Setting.AXONTASK_DLQ_DAYS, 30, 0, 36_500)),
        number(Setting.AXONTASK_DLQ_MAX, 10_000, 1, 1_000_000));
  }

  /**
   * With the embedded PostgreSQL no other host can take a task over, so that a laptop that sleeps
   * keeps its build; with a shared one the others have to know when the old execution is dead.
   */
  private Duration hostGrace(boolean embedded) {
    return duration(Setting.AXONTASK_HOST_GRACE, embedded ? "24h" : "120s");
  }

  private Duration lease() {
    Duration lease = duration(Setting.AXONTASK_LEASE, "27s");
    if (lease.compareTo(LEASE_MIN) < 0 || lease.compareTo(LEASE_MAX) > 0) {
      wrong(Setting.AXONTASK_LEASE, raw.get(Setting.AXONTASK_LEASE, ""), "4s to 10m");
    }
    return lease;
  }

  private BreakerSettings breakers() {
    Duration open = duration(Setting.AXONTASK_BREAKER_OPEN, "30s");
    if (open.compareTo(Limits.BREAKER_OPEN_MAX) > 0) {
      wrong(Setting.AXONTASK_BREAKER_OPEN, raw.get(Setting.AXONTASK_BREAKER_OPEN, ""), "1s to 5m");
      open = Limits.BREAKER_OPEN_MAX;
    }
    int failures = number(Setting.AXONTASK_BREAKER_FAILURES, 5, 0, 1_000);
    return new BreakerSettings(failures, open);
  }

  private Duration duration(Setting setting, String otherwise) {
    String text = raw.get(setting, otherwise);
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      wrong(setting, text, "a duration such as 90s, 10m, 24h or 7d");
      return Duration.ofMinutes(2);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private Set<String> lowerCase(Setting setting) {
    return raw.list(setting, "").stream()
        .map(s -> s.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private Path path(Setting setting, String otherwise) {
    return path(setting, raw.get(setting, otherwise), otherwise);
  }

  private Path path(Setting setting, String text, String otherwise) {
    try {
      Path path =
          text.equals("~") || text.startsWith("~/")
              ? home.resolve(text.substring(Math.min(2, text.length())))
              : Path.of(text);
      return path.toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      wrong(setting, text, "a path, such as " + otherwise);
      return home;
    }
  }

  private int number(Setting setting, int otherwise, int least, int most) {
    String text = raw.get(setting, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    wrong(setting, text, "a whole number from %d to %d".formatted(least, most));
    return otherwise;
  }

  private void wrong(Setting setting, String value, String allowed) {
    problems.add("%s is \"%s\"; it must be %s.".formatted(setting, value, allowed));
  }
}
