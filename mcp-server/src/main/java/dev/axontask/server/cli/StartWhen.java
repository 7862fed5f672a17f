package dev.axontask.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** When a task starts, and beside which others: options of {@code task start}. */
final class StartWhen {

  /** Not at once: one of them. */
  static final class Later {
    @Option(names = "--delay", paramLabel = "DURATION", description = "Start later: 90s, 10m, 2h.")
    private @Nullable String delay;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "Start at this time: 2026-11-21T09:30:00Z.")
    private @Nullable String at;
  }

  @ArgGroup private @Nullable Later later;

  @Option(
      names = "--priority",
      paramLabel = "NUMBER",
      description = "0 to 10, higher first. Default: 5.")
  private @Nullable Integer priority;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The same key gives the same task.")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--rate-limit-key",
      paramLabel = "KEY",
      description = "Wait while this key is paused.")
  private @Nullable String rateLimitKey;

  @Option(
      names = "--concurrency-key",
      paramLabel = "KEY",
      description = "Of your tasks with this key one runs at a time.")
  private @Nullable String concurrencyKey;

  @Option(
      names = "--concurrency-limit",
      paramLabel = "COUNT",
      description = "So many at a time, for all tasks of the key.")
  private @Nullable Integer concurrencyLimit;

  @Option(
      names = "--unique",
      paramLabel = "KEY",
      description = "Of your unfinished tasks one has this key.")
  private @Nullable String unique;

  @Option(
      names = "--unique-policy",
      paramLabel = "POLICY",
      description = "If another has it: reject (default), supersede or debounce.")
  private @Nullable String uniquePolicy;

  void putInto(Map<String, Object> body) {
    put(
        body,
        "delay_s",
        later == null || later.delay == null ? null : TaskText.seconds(later.delay));
    put(body, "run_at", later == null ? null : later.at);
    put(body, "priority", priority);
    put(body, "idempotency_key", idempotencyKey);
    put(body, "rate_limit_key", rateLimitKey);
    put(body, "concurrency_key", concurrencyKey);
    put(body, "concurrency_limit", concurrencyLimit);
    put(body, "unique", unique());
  }

  private @Nullable Map<String, Object> unique() {
    if (unique == null && uniquePolicy == null) {
      return null;
    }
    Map<String, Object> both = new LinkedHashMap<>();
    put(both, "key", unique);
    put(both, "policy", uniquePolicy);
    return both;
  }

  private static void put(Map<String, Object> body, String field, @Nullable Object value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
