package dev.axontask.server.rest;

import dev.axontask.engine.TaskId;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.http.RefusedException;
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

  /** Refuses a body with other fields: a mistyped one would silently do nothing. */
  static void only(Map<String, @Nullable Object> body, String... fields) {
    List<Problem.FieldError> others =
        body.keySet().stream()
            .filter(name -> !List.of(fields).contains(name))
            .map(name ->
                new Problem.FieldError(
                    name, "is not a field here; there are " + String.join(", ", fields)))
            .toList();
    if (!others.isEmpty()) {
      throw new RefusedException(Problem.ofFields(others));
    }
  }

  static RefusedException wrong(String field, String message) {
    return new RefusedException(Problem.ofFields(List.of(new Problem.FieldError(field, message))));
  }
}
