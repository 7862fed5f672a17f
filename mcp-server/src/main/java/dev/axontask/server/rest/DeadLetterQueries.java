package dev.axontask.server.rest;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.deadletter.DeadLetterFilter;
import dev.axontask.engine.task.NextStep;
import dev.axontask.server.http.Exchange;
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
    return filter(
        name -> Optional.ofNullable(Queries.text(body, name)), null, DeadLetterFilter.MAX_LIMIT);
  }

  private static DeadLetterFilter filter(
      Function<String, Optional<String>> given, @Nullable Boolean redriven, int limit) {
    return new DeadLetterFilter(
        text("adapter", given),
        text("tag", given),
        given.apply("reason").map(DeadLetterQueries::reason).orElse(null),
        given.apply("since").map(Queries::since).orElse(null),
        redriven,
        limit,
        given.apply("cursor").map(DeadLetterQueries::cursor).orElse(null));
  }

  private static TaskId cursor(String text) {
    return TaskId.parse(text)
        .orElseThrow(() -> Queries.wrong("cursor", "must be the next_cursor of the page before"));
  }

  private static @Nullable String text(String field, Function<String, Optional<String>> given) {
    return given.apply(field).map(text -> Queries.storable(field, text)).orElse(null);
  }

  private static String reason(String word) {
    if (!REASONS.contains(word)) {
      throw Queries.wrong("reason", "must be one of " + String.join(", ", REASONS));
    }
    return word;
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Queries.wrong("redriven", "must be true or false");
    };
  }
}
