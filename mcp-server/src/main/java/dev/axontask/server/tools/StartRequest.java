package dev.axontask.server.tools;

import dev.axontask.engine.Limits;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.DependsOn;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.UniquePolicy;
import dev.axontask.server.catalog.InputCheck;
import dev.axontask.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What starts a task, as JSON: the arguments of {@code start_task} and the body of the REST call.
 */
public final class StartRequest {
  private static final String SHELL = "shell";

  private final InputCheck check;

  /** Checks requests for these adapters. */
  public StartRequest(List<RegisteredAdapter> adapters) {
    check = new InputCheck(schema(adapters));
  }

  /** What is wrong by the schema; empty if nothing. */
  public List<FieldProblem> problems(Map<String, @Nullable Object> values) {
    List<FieldProblem> problems = new ArrayList<>(check.problems(values));
    if (problems.isEmpty()) {
      problems.addAll(timeProblems(values));
    }
    return problems;
  }

  /** A schema's format is a remark; times are checked here. */
  static List<FieldProblem> timeProblems(Map<String, @Nullable Object> values) {
    return Stream.of("run_at", "deadline")
        .filter(field -> {
          String text = new Args(values).text(field);
          return text != null && Args.instant(text).isEmpty();
        })
        .map(field -> new FieldProblem(field, "must be a time like 2026-11-21T09:30:00Z"))
        .toList();
  }

  /** The JSON Schema, with the names of the adapters that there are. */
  public static Map<String, @Nullable Object> schema(List<RegisteredAdapter> adapters) {
    List<String> names = adapters.stream().map(RegisteredAdapter::name).toList();
    Map<String, @Nullable Object> adapter = Types.oneOf(names);
    return new Fields()
        .may("adapter", names.contains(SHELL) ? Types.usually(adapter, SHELL) : adapter)
        .must("args", Types.about(Types.object(), describeArgs(adapters)))
        .may("name", Types.about(Types.text(1, Limits.NAME_LENGTH), "A short name for people."))
        .may("description", Types.text(0, Limits.DESCRIPTION_LENGTH))
        .may(
            "timeout_s",
            Types.about(
                Types.usually(
                    Types.whole(Limits.TIMEOUT_MIN.toSeconds(), Limits.TIMEOUT_MAX.toSeconds()),
                    Limits.TIMEOUT_DEFAULT.toSeconds()),
                "An attempt is ended after so many seconds."))
        .and(attempts())
        .may("idempotency_key", Types.text(1, Limits.IDEMPOTENCY_KEY_LENGTH))
        .may(
            "priority",
            Types.usually(Types.whole(0, Limits.PRIORITY_MAX), (long) Limits.PRIORITY_DEFAULT))
        .may("delay_s", Types.about(Types.whole(0, Limits.DELAY_MAX.toSeconds()), "Start later."))
        .may("run_at", Types.about(Types.time(), "Start at this time, RFC 3339."))
        .may(
            "concurrency_key",
            Types.about(
                Types.text(1, Limits.QUEUE_KEY_LENGTH),
                "Of your tasks with this key concurrency_limit (1) run at once; others wait."))
        .may("concurrency_limit", Types.whole(1, Limits.CONCURRENCY_LIMIT_MAX))
        .may("rate_limit_key", Types.matching(QueuePolicy.RATE_LIMIT_KEY_PATTERN))
        .may("unique", unique())
        .may(
            "depends_on",
            Types.about(
                Types.list(Types.text(36, 36), Limits.DEPENDENCIES),
                "Ids of tasks to wait for before it starts."))
        .may(
            "depends_on_policy",
            Types.about(
                Types.usually(
                    Types.oneOf(
                        Arrays.stream(DependencyPolicy.values())
                            .map(DependencyPolicy::word)
                            .toList()),
                    DependencyPolicy.SUCCESS.word()),
                "success: all succeeded; any: one did; all: all ended."))
        .may("tags", Types.list(Types.text(1, Limits.TAG_LENGTH), Limits.TAGS))
        .may("metadata", Types.about(Types.object(), "Kept with the task; not interpreted."))
        .object();
  }

  private static Map<String, @Nullable Object> unique() {
    return Types.about(
        new Fields()
            .must("key", Types.text(1, Limits.QUEUE_KEY_LENGTH))
            .may(
                "policy",
                Types.usually(
                    Types.oneOf(words(UniquePolicy.values(), UniquePolicy::word)),
                    UniquePolicy.REJECT.word()))
            .object(),
        "One unfinished task a key; policy: what happens to the other.");
  }

  /** How often it is tried, and the clocks besides the timeout. */
  private static Fields attempts() {
    return new Fields()
        .may(
            "max_attempts",
            Types.about(
                Types.whole(1, Limits.ATTEMPTS_MAX),
                "Usually 1. More: try again after a transient failure."))
        .may(
            "retry_on",
            Types.about(
                Types.usually(
                    Types.oneOf(words(RetryOn.values(), RetryOn::word)), RetryOn.TRANSIENT.word()),
                "any_failure: also after a failing exit code."))
        .may(
            "on_worker_loss",
            Types.about(
                Types.usually(
                    Types.oneOf(words(OnWorkerLoss.values(), OnWorkerLoss::word)),
                    OnWorkerLoss.FAIL.word()),
                "retry: it may run twice."))
        .may(
            "schedule_to_start_s",
            Types.about(
                Types.whole(Limits.SCHEDULE_TO_START_MIN.toSeconds(), Limits.DELAY_MAX.toSeconds()),
                "End it if it has not started by then."))
        .may("deadline", Types.about(Types.time(), "End it at this time, all attempts."));
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }

  /** Each adapter with the names of its arguments, as its own schema has them. */
  private static String describeArgs(List<RegisteredAdapter> adapters) {
    return adapters.stream()
        .map(a ->
            a.name()
                + ": "
                + String.join(
                    ", ",
                    Json.tree(a.argsSchema().getBytes(StandardCharsets.UTF_8))
                        .path("properties")
                        .propertyNames()))
        .collect(Collectors.joining("; ", "By adapter: ", "."));
  }

  /** Reads a request that has no problems. */
  public static TaskRequest of(Map<String, @Nullable Object> values) {
    Args args = new Args(values);
    String adapter = args.text("adapter");
    return new TaskRequest(
            adapter == null ? SHELL : adapter,
            args.object("args"),
            args.text("name"),
            args.text("description"),
            seconds(args.whole("timeout_s")),
            args.text("idempotency_key"),
            args.whole("priority") == null ? null : Math.toIntExact(args.whole("priority", 0)),
            seconds(args.whole("delay_s")),
            instant(args.text("run_at")),
            args.texts("tags"),
            args.object("metadata"))
        .with(queue(args))
        .with(retries(args), clocks(args))
        .after(new DependsOn(args.texts("depends_on"), policy(args.text("depends_on_policy"))));
  }

  private static RetryPolicy retries(Args args) {
    return RetryPolicy.of(
        args.whole("max_attempts") == null ? null : Math.toIntExact(args.whole("max_attempts", 1)),
        word(args.text("retry_on"), RetryOn::ofWord),
        word(args.text("on_worker_loss"), OnWorkerLoss::ofWord));
  }

  private static TaskClocks clocks(Args args) {
    return new TaskClocks(
        seconds(args.whole("schedule_to_start_s")), instant(args.text("deadline")));
  }

  private static <T> @Nullable T word(@Nullable String text, Function<String, Optional<T>> of) {
    return text == null ? null : of.apply(text).orElse(null);
  }

  private static QueuePolicy queue(Args args) {
    Args unique = new Args(args.object("unique"));
    String key = unique.text("key");
    String word = unique.text("policy");
    UniquePolicy policy =
        word == null ? UniquePolicy.REJECT : UniquePolicy.ofWord(word).orElseThrow();
    return new QueuePolicy(
        args.text("concurrency_key"),
        args.whole("concurrency_limit") == null
            ? null
            : Math.toIntExact(args.whole("concurrency_limit", 0)),
        args.text("rate_limit_key"),
        key == null ? null : new QueuePolicy.Unique(key, policy));
  }

  private static DependencyPolicy policy(@Nullable String word) {
    return Optional.ofNullable(word)
        .flatMap(DependencyPolicy::ofWord)
        .orElse(DependencyPolicy.SUCCESS);
  }

  private static @Nullable Duration seconds(@Nullable Long value) {
    return value == null ? null : Duration.ofSeconds(value);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Args.instant(text).orElse(null);
  }
}
