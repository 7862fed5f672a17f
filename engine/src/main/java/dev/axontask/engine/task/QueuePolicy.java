package dev.axontask.engine.task;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a task shares with others of its tenant while it waits and runs.
 *
 * @param concurrencyKey of which only so many run at once
 * @param concurrencyLimit how many, for all tasks of the key from now on; null leaves it as it is,
 *     or 1 for a new key
 * @param rateLimitKey that can be paused until a time
 * @param unique null for none
 */
public record QueuePolicy(
    @Nullable String concurrencyKey,
    @Nullable Integer concurrencyLimit,
    @Nullable String rateLimitKey,
    @Nullable Unique unique) {
  /** Nothing. */
  public static final QueuePolicy NONE = new QueuePolicy(null, null, null, null);

  /** What a rate-limit key looks like: it is a part of a path. */
  public static final String RATE_LIMIT_KEY_HAS =
      "has to have 1 to 128 of the characters A-Z a-z 0-9 . _ : @ -";

  /** The same as a regular expression. */
  public static final String RATE_LIMIT_KEY_PATTERN = "^[A-Za-z0-9._:@-]{1,128}$";

  private static final Pattern RATE_LIMIT_KEY = Pattern.compile(RATE_LIMIT_KEY_PATTERN);

  /**
   * Of the unfinished tasks of a tenant one may hold the key.
   *
   * @param policy what happens when another holds it
   */
  public record Unique(String key, UniquePolicy policy) {}

  public static boolean isRateLimitKey(String key) {
    return RATE_LIMIT_KEY.matcher(key).matches();
  }

  /** With a limit of its own, or null for the one that the key has. */
  public static QueuePolicy concurrency(String key, @Nullable Integer limit) {
    return new QueuePolicy(key, limit, null, null);
  }

  public static QueuePolicy rateLimit(String key) {
    return new QueuePolicy(null, null, key, null);
  }

  public static QueuePolicy unique(String key, UniquePolicy policy) {
    return new QueuePolicy(null, null, null, new Unique(key, policy));
  }
}
