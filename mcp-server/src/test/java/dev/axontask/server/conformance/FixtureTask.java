package dev.axontask.server.conformance;

import dev.axontask.server.catalog.DurableTasks.Failure;
import dev.axontask.server.catalog.DurableTasks.Status;
import dev.axontask.server.catalog.DurableTasks.View;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task of the fixture stands. Immutable.
 *
 * @param asked what it waits for, by key
 * @param end what it comes to once nothing is asked any more
 */
record FixtureTask(
    String id,
    Status status,
    Instant createdAt,
    Instant updatedAt,
    Map<String, InputRequest> asked,
    End end) {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(100);

  /** What a task comes to. */
  sealed interface End {
    /** The tool's result. */
    record Result(ToolResult result) implements End {}

    /** An error of the protocol. */
    record Broken(Failure failure) implements End {}
  }

  static FixtureTask started(String id, Instant now, Map<String, InputRequest> asked, End end) {
    Status status = asked.isEmpty() ? Status.WORKING : Status.INPUT_REQUIRED;
    return new FixtureTask(id, status, now, now, asked, end);
  }

  boolean hasEnded() {
    return switch (status) {
      case WORKING, INPUT_REQUIRED -> false;
      case COMPLETED, CANCELLED, FAILED -> true;
    };
  }

  FixtureTask cancelled(Instant now) {
    return hasEnded() ? this : in(Status.CANCELLED, now, Map.of());
  }

  /** Its work is done. */
  FixtureTask done(Instant now) {
    if (hasEnded()) {
      return this;
    }
    return switch (end) {
      case End.Result _ -> in(Status.COMPLETED, now, Map.of());
      case End.Broken _ -> in(Status.FAILED, now, Map.of());
    };
  }

  /** These questions were answered; the last answer is the end of the work. */
  FixtureTask answered(Set<String> keys, Instant now) {
    Set<String> open = new LinkedHashSet<>(asked.keySet());
    if (status != Status.INPUT_REQUIRED || !open.removeAll(keys)) {
      return this;
    }
    Map<String, InputRequest> left = new LinkedHashMap<>(asked);
    left.keySet().retainAll(open);
    return left.isEmpty() ? done(now) : in(Status.INPUT_REQUIRED, now, left);
  }

  private FixtureTask in(Status next, Instant now, Map<String, InputRequest> open) {
    return new FixtureTask(id, next, createdAt, now, open, end);
  }

  View view() {
    return new View(
        id,
        status,
        "A task of the fixture",
        createdAt,
        updatedAt,
        TTL,
        POLL,
        asked,
        result(),
        failure());
  }

  private @Nullable ToolResult result() {
    return status == Status.COMPLETED && end instanceof End.Result(ToolResult result)
        ? result
        : null;
  }

  private @Nullable Failure failure() {
    return status == Status.FAILED && end instanceof End.Broken(Failure failure) ? failure : null;
  }
}
