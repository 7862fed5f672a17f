package dev.axontask.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.RegisteredAdapter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks one request, field by field, and collects everything that is wrong with it. What is wrong
 * only at this time of asking is kept apart: a repeated request may have been accepted in its time.
 */
final class RequestCheck {
  private static final JsonMapper JSON = new JsonMapper();

  private final TaskRequest request;
  private final Instant now;
  private final List<FieldProblem> problems = new ArrayList<>();
  private final List<FieldProblem> timely = new ArrayList<>();

  RequestCheck(TaskRequest request, Instant now) {
    this.request = request;
    this.now = now;
  }

  /** What is wrong. */
  List<FieldProblem> problems() {
    List<FieldProblem> all = new ArrayList<>(problems);
    all.addAll(timely);
    return List.copyOf(all);
  }

  /** The request as it may be stored, if there are no problems but those of its time. */
  Optional<CheckedRequest> check(RegisteredAdapter adapter) {
    text("name", request.name(), Limits.NAME_LENGTH);
    text("description", request.description(), Limits.DESCRIPTION_LENGTH);
    idempotencyKey();
    timing();
    retries();
    clocks();
    tags();
    problems.addAll(QueueCheck.problems(request.queue()));
    Dependencies dependencies = dependencies();
    String metadata = metadata();
    String args = args(adapter);
    return problems.isEmpty()
        ? Optional.of(checked(args, adapter.target(request.args()), metadata, dependencies))
        : Optional.empty();
  }

  private CheckedRequest checked(
      String args, String target, String metadata, Dependencies dependencies) {
    Duration timeout = request.timeout();
    Integer priority = request.priority();
    return new CheckedRequest(
        request.adapter(),
        args,
        target,
        nullIfEmpty(request.name()),
        nullIfEmpty(request.description()),
        timeout == null ? Limits.TIMEOUT_DEFAULT : timeout,
        priority == null ? Limits.PRIORITY_DEFAULT : priority,
        request.delay(),
        request.runAt(),
        request.tags().stream().distinct().toList(),
        metadata,
        request.idempotencyKey(),
        request.queue(),
        request.retries(),
        request.clocks(),
        dependencies);
  }

  private static @Nullable String nullIfEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private void wrong(String field, String message) {
    problems.add(new FieldProblem(field, message));
  }

  private void wrongNow(String field, String message) {
    timely.add(new FieldProblem(field, message));
  }

  private void text(String field, @Nullable String text, int max) {
    if (text != null) {
      RequestText.storable(text)
          .or(() -> RequestText.lengthUpTo(max, text))
          .ifPresent(message -> wrong(field, message));
    }
  }

  private void idempotencyKey() {
    String key = request.idempotencyKey();
    text("idempotency_key", key, Limits.IDEMPOTENCY_KEY_LENGTH);
    if (key != null && key.isEmpty()) {
      wrong("idempotency_key", "has to have 1 to " + Limits.IDEMPOTENCY_KEY_LENGTH + " characters");
    }
  }

  private void timing() {
    within("timeout_s", request.timeout(), Limits.TIMEOUT_MIN, Limits.TIMEOUT_MAX);
    within("delay_s", request.delay(), Duration.ZERO, Limits.DELAY_MAX);
    Integer priority = request.priority();
    if (priority != null && (priority < 0 || priority > Limits.PRIORITY_MAX)) {
      wrong("priority", "has to be 0 to " + Limits.PRIORITY_MAX + ", higher first");
    }
    Instant runAt = request.runAt();
    if (runAt != null && request.delay() != null) {
      wrong("run_at", "cannot be given together with delay_s; give one of them");
    } else if (runAt != null && runAt.isAfter(now.plus(Limits.DELAY_MAX))) {
      wrongNow("run_at", "is more than " + Limits.DELAY_MAX.toDays() + " days from now");
    }
  }

  private void retries() {
    int attempts = request.retries().maxAttempts();
    if (attempts < 1 || attempts > Limits.ATTEMPTS_MAX) {
      wrong("max_attempts", "has to be 1 to " + Limits.ATTEMPTS_MAX);
    } else if (request.retries().contradictory()) {
      wrong(
          "max_attempts",
          "has to be at least 2 where retry_on or on_worker_loss asks for another attempt");
    }
  }

  private void clocks() {
    within(
        "schedule_to_start_s",
        request.clocks().scheduleToStart(),
        Limits.SCHEDULE_TO_START_MIN,
        Limits.DELAY_MAX);
    Instant deadline = request.clocks().deadline();
    Instant start = startsAt();
    if (deadline == null) {
      return;
    }
    if (!deadline.isAfter(now)) {
      wrongNow("deadline", "has to be in the future");
    } else if (start != null && !deadline.isAfter(start)) {
      wrongNow("deadline", "has to be after the time at which the task may start");
    } else if (deadline.isAfter(now.plus(Limits.DEADLINE_MAX))) {
      wrongNow("deadline", "is more than " + Limits.DEADLINE_MAX.toDays() + " days from now");
    }
  }

  private @Nullable Instant startsAt() {
    Duration delay = request.delay();
    boolean sane = delay != null && delay.compareTo(Limits.DELAY_MAX) <= 0;
    return sane ? now.plus(delay) : request.runAt();
  }

  private void within(String field, @Nullable Duration value, Duration min, Duration max) {
    if (value != null && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
      wrong(field, "has to be " + min.toSeconds() + " to " + max.toSeconds() + " seconds");
    }
  }

  private void tags() {
    if (request.tags().size() > Limits.TAGS) {
      wrong("tags", "has more than " + Limits.TAGS + " tags");
      return;
    }
    for (int i = 0; i < request.tags().size(); i++) {
      String tag = request.tags().get(i);
      text("tags." + i, tag, Limits.TAG_LENGTH);
      if (tag.isEmpty()) {
        wrong("tags." + i, "has to have 1 to " + Limits.TAG_LENGTH + " characters");
      }
    }
  }

  /** Whether they exist is for the transaction that stores the task. */
  private Dependencies dependencies() {
    List<String> named = request.dependsOn().tasks();
    List<TaskId> on = new ArrayList<>();
    if (named.size() > Limits.DEPENDENCIES) {
      wrong("depends_on", "has more than " + Limits.DEPENDENCIES + " tasks");
      return Dependencies.NONE;
    }
    for (int i = 0; i < named.size(); i++) {
      Optional<TaskId> id = TaskId.parse(named.get(i));
      if (id.isEmpty()) {
        wrong("depends_on." + i, "has to be the id of a task");
      } else if (on.contains(id.get())) {
        wrong("depends_on." + i, "is named twice; each task once");
      } else {
        on.add(id.get());
      }
    }
    return Dependencies.of(on, request.dependsOn().policy());
  }

  private String metadata() {
    return json("metadata", request.metadata(), Limits.METADATA_BYTES, false);
  }

  /** The arguments as text; the adapter is asked about them only when they are of sane size. */
  private String args(RegisteredAdapter adapter) {
    String args = json("args", request.args(), Limits.ARGS_BYTES, true);
    if (!args.isEmpty()) {
      adapter
          .problems(request.args())
          .forEach(p -> wrong(p.field().isEmpty() ? "args" : "args." + p.field(), p.message()));
    }
    return args;
  }

  private String json(
      String field, Map<String, @Nullable Object> value, int max, boolean nulAllowed) {
    Optional<String> problem = RequestText.json(value, nulAllowed);
    String text = problem.isEmpty() ? JSON.writeValueAsString(value) : "";
    if (text.length() > max || text.getBytes(UTF_8).length > max) {
      problem = Optional.of("has more than " + max + " bytes as JSON");
    }
    problem.ifPresent(message -> wrong(field, message));
    return problem.isEmpty() ? text : "";
  }
}
