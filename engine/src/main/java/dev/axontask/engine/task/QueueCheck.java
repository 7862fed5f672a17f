package dev.axontask.engine.task;

import dev.axontask.engine.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with the keys of a request. */
final class QueueCheck {
  private QueueCheck() {}

  static List<FieldProblem> problems(QueuePolicy policy) {
    List<FieldProblem> problems = new ArrayList<>();
    key("concurrency_key", policy.concurrencyKey()).ifPresent(problems::add);
    limit(policy).ifPresent(problems::add);
    if (policy.rateLimitKey() != null && !QueuePolicy.isRateLimitKey(policy.rateLimitKey())) {
      problems.add(new FieldProblem("rate_limit_key", QueuePolicy.RATE_LIMIT_KEY_HAS));
    }
    if (policy.unique() != null) {
      key("unique.key", policy.unique().key()).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<FieldProblem> key(String field, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    return RequestText.storable(key)
        .or(() -> RequestText.lengthUpTo(Limits.QUEUE_KEY_LENGTH, key))
        .or(() ->
            key.isEmpty()
                ? Optional.of("has to have 1 to " + Limits.QUEUE_KEY_LENGTH + " characters")
                : Optional.empty())
        .map(message -> new FieldProblem(field, message));
  }

  private static Optional<FieldProblem> limit(QueuePolicy policy) {
    Integer limit = policy.concurrencyLimit();
    if (limit == null) {
      return Optional.empty();
    }
    if (limit < 1 || limit > Limits.CONCURRENCY_LIMIT_MAX) {
      return Optional.of(
          new FieldProblem("concurrency_limit", "has to be 1 to " + Limits.CONCURRENCY_LIMIT_MAX));
    }
    return policy.concurrencyKey() == null
        ? Optional.of(new FieldProblem("concurrency_limit", "needs a concurrency_key"))
        : Optional.empty();
  }
}
