package dev.axontask.engine.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list; null means any.
 *
 * @param since created at this time or later
 * @param limit tasks a page, 1 to {@value #MAX_LIMIT}
 * @param cursor {@link TaskPage#nextCursor} of the page before
 */
public record TaskFilter(
    @Nullable TaskState state,
    @Nullable String tag,
    @Nullable String adapter,
    @Nullable Instant since,
    int limit,
    @Nullable String cursor) {
  public static final int MAX_LIMIT = 200;
  public static final int DEFAULT_LIMIT = 50;

  public TaskFilter {
    limit = Math.clamp(limit, 1, MAX_LIMIT);
  }

  /** Whether a tag or an adapter can be asked for: PostgreSQL's text holds no NUL. */
  public static boolean storable(String text) {
    return text.indexOf('\0') < 0;
  }

  /** The newest tasks of any kind. */
  public static TaskFilter any() {
    return new TaskFilter(null, null, null, null, DEFAULT_LIMIT, null);
  }
}
