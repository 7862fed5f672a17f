package dev.axontask.server.rest;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.deadletter.DeadLetterFilter;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.tools.Args;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads which dead letters are meant, from a query or from a body with the same names. */
final class DeadLetterQueries {
  private static final List<String> REASONS =
      Arrays.stream(NextStep.Reason.values()).map(NextStep.Reason::word).toList();

  private DeadLetterQueries() {}

  static DeadLetterFilter ofQuery(Exchange exchange) {
    int limit =
        (int)
            Queries.whole(
                exchange, "limit", DeadLetterFilter.DEFAULT_LIMIT, 1, DeadLetterFilter.MAX_LIMIT);
    Boolean redriven = exchange.query("redriven").map(DeadLetterQueries::flag).orElse(null);
    return filter(exchange::query, redriven, limit);
  }

  static DeadLetterFilter ofBody(Map<String, @Nullable Object> body) {
    return filter(name -> text(body, name), null, DeadLetterFilter.MAX_LIMIT);
  }

  private static Optional<String> text(Map<String, @Nullable Object> body, String name) {
    Object value = body.get(name);
    if (value != null && !(value instanceof String)) {
      throw Queries.wrong(name, "must be a string");
    }
    return Optional.ofNullable((String) value);
  }

  private static DeadLetterFilter filter(
      Function<String, Optional<String>> given, @Nullable Boolean redriven, int limit) {
    return new DeadLetterFilter(
        storable("adapter", given),
        storable("tag", given),
        given.apply("reason").map(DeadLetterQueries::reason).orElse(null),
        given.apply("since").map(DeadLetterQueries::since).orElse(null),
        redriven,
        limit,
        given.apply("cursor").map(DeadLetterQueries::cursor).orElse(null));
  }

  private static TaskId cursor(String text) {
    return TaskId.parse(text)
        .orElseThrow(() -> Queries.wrong("cursor", "must be the next_cursor of the page before"));
  }

  private static @Nullable String storable(String field, Function<String, Optional<String>> given) {
    Optional<String> text = given.apply(field);
    if (text.isPresent() && !TaskFilter.storable(text.get())) {
      throw Queries.wrong(field, "must not contain NUL characters (U+0000)");
    }
    return text.orElse(null);
  }

  private static String reason(String word) {
    if (!REASONS.contains(word)) {
      throw Queries.wrong("reason", "must be one of " + String.join(", ", REASONS));
    }
    return word;
  }

  private static Instant since(String text) {
    return Args.instant(text)
        .orElseThrow(() -> Queries.wrong("since", "must be a time like 2026-11-21T09:30:00Z"));
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Queries.wrong("redriven", "must be true or false");
    };
  }
}
