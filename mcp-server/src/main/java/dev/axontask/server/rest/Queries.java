package dev.axontask.server.rest;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.Args;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads paths and queries; what cannot be read is refused with what is allowed. */
final class Queries {
  private Queries() {}

  /** The task of the path. */
  static TaskId task(Exchange exchange) {
    return TaskId.parse(exchange.variable("id")).orElseThrow(Queries::noSuchTask);
  }

  /** Of a task that does not exist, is somebody else's, or whose id is none. */
  static RefusedException noSuchTask() {
    return new RefusedException(
        Problem.notFound(
            "You have no task with this id; GET /api/tasks lists those that you have."));
  }

  static RefusedException beyondEnd(long lastSeq) {
    return new RefusedException(
        Problem.of(
            ProblemCode.INVALID_INPUT,
            "since_seq (or Last-Event-ID) is beyond the end of the log, which is at %d."
                .formatted(lastSeq)));
  }

  static long whole(Exchange exchange, String name, long otherwise, long least, long most) {
    Optional<String> text = exchange.query(name);
    return text.isEmpty() ? otherwise : whole(name, text.get(), least, most);
  }

  static long whole(String name, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw wrong(name, "must be a whole number from %d to %d".formatted(least, most));
  }

  /** Text of a body, which can be stored; null if absent. */
  static @Nullable String text(Map<String, @Nullable Object> body, String name) {
    return switch (body.get(name)) {
      case null -> null;
      case String text -> storable(name, text);
      default -> throw wrong(name, "must be a string");
    };
  }

  /** The same text, if it can be stored. */
  static String storable(String name, String text) {
    if (!TaskFilter.storable(text)) {
      throw wrong(name, "must not contain NUL characters (U+0000)");
    }
    return text;
  }

  /** The time of {@code since}. */
  static Instant since(String text) {
    return Args.instant(text)
        .orElseThrow(() -> wrong("since", "must be a time like 2026-11-21T09:30:00Z"));
  }

  /** Refuses a body with other fields: a mistyped one would silently do nothing. */
  static void only(Map<String, @Nullable Object> body, String... fields) {
    String allowed =
        fields.length == 0 ? "the body has no fields" : "there are " + String.join(", ", fields);
    List<Problem.FieldError> others =
        body.keySet().stream()
            .filter(name -> !List.of(fields).contains(name))
            .map(name -> new Problem.FieldError(name, "is not a field here; " + allowed))
            .toList();
    if (!others.isEmpty()) {
      throw new RefusedException(Problem.ofFields(others));
    }
  }

  static RefusedException wrong(String field, String message) {
    return new RefusedException(Problem.ofFields(List.of(new Problem.FieldError(field, message))));
  }
}
