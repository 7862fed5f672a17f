package dev.axontask.engine.task;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken in, and what is refused and why. Nothing runs here. */
class SubmissionsTest {
  static final TestDatabase DATABASE = SharedStores.freshDatabase();
  static RunningEngine engine;

  @BeforeAll
  static void start(@TempDir Path folder) {
    engine =
        RunningEngine.start(
            DATABASE, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
  }

  @AfterAll
  static void stop() {
    engine.close();
    DATABASE.close();
  }

  private static Submission submit(TaskRequest request) {
    return engine.engine().submissions().submit(CALLER, request);
  }

  @Test
  void sixtyFourConcurrentSubmitsOfOneKeyMakeOneTask() throws Exception {
    TaskRequest request = request(Map.of("exit_code", 1), "build-42");
    List<Submission> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures =
          Collections.nCopies(64, request).stream().map(r -> pool.submit(() -> submit(r))).toList();
      for (Future<Submission> future : futures) {
        answers.add(future.get());
      }
    }

    assertThat(answers).allMatch(Submission.Accepted.class::isInstance);
    List<Submission.Accepted> accepted =
        answers.stream().map(Submission.Accepted.class::cast).toList();
    assertThat(accepted.stream().map(a -> a.task().id()).distinct()).hasSize(1);
    assertThat(accepted.stream().filter(a -> !a.deduplicated())).hasSize(1);
    TaskPage page = engine.engine().tasks().list(CALLER, TaskFilter.any());
    assertThat(page.tasks().stream().map(Task::id))
        .containsOnlyOnce(accepted.getFirst().task().id());
  }

  @Test
  void twoProcessesRacingForAKeyMakeOneTask(@TempDir Path other) throws Exception {
    try (RunningEngine second =
            RunningEngine.start(
                DATABASE, SharedStores.redisUri(), other, List.of(new MockAdapter()), null);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        TaskRequest request = request(Map.of(), "race-" + round);
        Future<TaskId> here = pool.submit(() -> engine.submit(request));
        Future<TaskId> there = pool.submit(() -> second.submit(request));
        assertThat(here.get()).isEqualTo(there.get());
      }
    }
  }

  @Test
  void theSameKeyWithAnotherRequestNamesTheDifferences() {
    engine.submit(request(Map.of("exit_code", 1, "linger", 2), "key-a"));

    assertThat(submit(request(Map.of("exit_code", 2, "flood", 1), "key-a")))
        .isEqualTo(
            new Submission.Conflict(
                "key-a", List.of("args.exit_code", "args.flood", "args.linger")));
  }

  @Test
  void orderOfMembersAndSpelledOutDefaultsMakeNoDifference() {
    Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
    ordered.put("linger", 2);
    ordered.put("exit_code", 1);
    TaskId first = engine.submit(request(Map.of("exit_code", 1, "linger", 2), "key-b"));

    Submission again =
        submit(
            new TaskRequest(
                "mock",
                ordered,
                null,
                null,
                Duration.ofHours(1),
                "key-b",
                5,
                null,
                null,
                List.of(),
                Map.of()));

    assertThat(again)
        .isInstanceOfSatisfying(
            Submission.Accepted.class,
            accepted -> {
              assertThat(accepted.deduplicated()).isTrue();
              assertThat(accepted.task().id()).isEqualTo(first);
            });
  }

  @Test
  void aKeyBelongsToItsPrincipal() {
    TaskId mine = engine.submit(request(Map.of(), "key-c"));
    Submission theirs =
        engine
            .engine()
            .submissions()
            .submit(
                new Caller(TenantId.LOCAL, "key:other"), request(Map.of("exit_code", 1), "key-c"));

    assertThat(theirs)
        .isInstanceOfSatisfying(
            Submission.Accepted.class, a -> assertThat(a.task().id()).isNotEqualTo(mine));
  }

  @Test
  void aRefusedRequestDoesNotTakeItsKey() {
    assertThat(submit(request(Map.of("exit_code", -1), "key-d")))
        .isInstanceOf(Submission.Invalid.class);
    assertThat(submit(request(Map.of(), "key-d"))).isInstanceOf(Submission.Accepted.class);
  }

  @Test
  void anUnknownAdapterIsToldWhichThereAre() {
    TaskRequest request =
        new TaskRequest(
            "bash", Map.of(), null, null, null, null, null, null, null, List.of(), Map.of());

    assertThat(submit(request))
        .isEqualTo(
            new Submission.Invalid(
                List.of(
                    new FieldProblem("adapter", "there is no adapter \"bash\"; there are: mock"))));
  }

  /** A request for the mock adapter with one field of its own. */
  record Wrong(
      String field,
      @Nullable String name,
      @Nullable Duration timeout,
      @Nullable String key,
      @Nullable Integer priority,
      @Nullable Duration delay,
      @Nullable Instant runAt,
      List<String> tags,
      Map<String, @Nullable Object> metadata,
      Map<String, @Nullable Object> args) {

    static Wrong field(String field) {
      return new Wrong(field, null, null, null, null, null, null, List.of(), Map.of(), Map.of());
    }

    Wrong name(String value) {
      return new Wrong(field, value, timeout, key, priority, delay, runAt, tags, metadata, args);
    }

    Wrong timeout(Duration value) {
      return new Wrong(field, name, value, key, priority, delay, runAt, tags, metadata, args);
    }

    Wrong key(String value) {
      return new Wrong(field, name, timeout, value, priority, delay, runAt, tags, metadata, args);
    }

    Wrong priority(int value) {
      return new Wrong(field, name, timeout, key, value, delay, runAt, tags, metadata, args);
    }

    Wrong delay(Duration value) {
      return new Wrong(field, name, timeout, key, priority, value, runAt, tags, metadata, args);
    }

    Wrong runAt(Instant value) {
      return new Wrong(field, name, timeout, key, priority, delay, value, tags, metadata, args);
    }

    Wrong tags(List<String> value) {
      return new Wrong(field, name, timeout, key, priority, delay, runAt, value, metadata, args);
    }

    Wrong metadata(Map<String, @Nullable Object> value) {
      return new Wrong(field, name, timeout, key, priority, delay, runAt, tags, value, args);
    }

    Wrong args(Map<String, @Nullable Object> value) {
      return new Wrong(field, name, timeout, key, priority, delay, runAt, tags, metadata, value);
    }

    TaskRequest request() {
      return new TaskRequest(
          "mock", args, name, null, timeout, key, priority, delay, runAt, tags, metadata);
    }
  }

  static Stream<Arguments> wrong() {
    Map<String, @Nullable Object> deep = Map.of("exit_code", 0);
    for (int i = 0; i < 200; i++) {
      deep = Map.of("deeper", deep);
    }
    return Stream.of(
            Wrong.field("name").name("x".repeat(201)),
            Wrong.field("name").name("a\0b"),
            Wrong.field("name").name("half \ud800"),
            Wrong.field("timeout_s").timeout(Duration.ZERO),
            Wrong.field("timeout_s").timeout(Duration.ofDays(2)),
            Wrong.field("idempotency_key").key(""),
            Wrong.field("idempotency_key").key("k".repeat(256)),
            Wrong.field("priority").priority(11),
            Wrong.field("priority").priority(-1),
            Wrong.field("delay_s").delay(Duration.ofSeconds(-1)),
            Wrong.field("delay_s").delay(Duration.ofDays(366)),
            Wrong.field("run_at").runAt(Instant.parse("9999-01-01T00:00:00Z")),
            Wrong.field("run_at").runAt(Instant.EPOCH).delay(Duration.ofSeconds(1)),
            Wrong.field("tags").tags(Collections.nCopies(21, "t")),
            Wrong.field("tags.1").tags(List.of("fine", "x".repeat(65))),
            Wrong.field("tags.0").tags(List.of("")),
            Wrong.field("metadata").metadata(Map.of("m", "x".repeat(17_000))),
            Wrong.field("metadata").metadata(Map.of("m", List.of("a\0b"))),
            Wrong.field("metadata").metadata(deep),
            Wrong.field("args")
                .args(Map.of("events", List.of(Map.of("stdout", "x".repeat(1 << 20))))),
            Wrong.field("args.exit_code").args(Map.of("exit_code", "zero")),
            Wrong.field("args.exitcode").args(Map.of("exitcode", 0)),
            Wrong.field("args.fail.code").args(Map.of("fail", Map.of("message", "m"))),
            Wrong.field("args.events.0.stdout_base64")
                .args(Map.of("events", List.of(Map.of("stdout_base64", "?")))))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNotAllowedIsRefusedByTheNameOfItsField(Wrong wrong) {
    assertThat(submit(wrong.request()))
        .isInstanceOfSatisfying(
            Submission.Invalid.class,
            invalid -> {
              assertThat(invalid.problems())
                  .extracting(FieldProblem::field)
                  .containsExactly(wrong.field());
              assertThat(invalid.problems().getFirst().message()).isNotBlank();
            });
  }

  @Test
  void nulInsideArgumentsIsKept() {
    Map<String, @Nullable Object> args = Map.of("events", List.of(Map.of("stdout", "a\0b")));

    Task task = engine.task(engine.submit(request(args)));

    assertThat(task.args()).isEqualTo("{\"events\":[{\"stdout\":\"a\\u0000b\"}]}");
  }

  @Test
  void whatWasSubmittedIsWhatIsFound() {
    TaskRequest request =
        new TaskRequest(
            "mock",
            Map.of("exit_code", 7),
            "n\u00e4me",
            "d",
            Duration.ofSeconds(60),
            null,
            9,
            Duration.ofSeconds(90),
            null,
            List.of("b", "a", "b"),
            Map.of("k", Map.of("deep", List.of(1, 2))));
    Submission.Accepted accepted = (Submission.Accepted) submit(request);

    Task found = engine.task(accepted.task().id());

    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("metadataJson")
        .isEqualTo(accepted.task());
    assertThat(found.state()).isEqualTo(TaskState.SCHEDULED);
    assertThat(found.tags()).containsExactly("b", "a");
    assertThat(found.metadataJson()).contains("deep");
  }

  @Test
  void pagesGoThroughAllTasksOnceNewestFirst() {
    List<TaskId> submitted = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      submitted.add(
          engine.submit(
              new TaskRequest(
                  "mock",
                  Map.of(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  List.of("paged"),
                  Map.of())));
    }
    List<TaskId> listed = new ArrayList<>();
    String cursor = null;
    do {
      TaskPage page =
          engine
              .engine()
              .tasks()
              .list(CALLER, new TaskFilter(null, "paged", "mock", null, 3, cursor));
      page.tasks().forEach(task -> listed.add(task.id()));
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(listed).containsExactlyElementsOf(submitted.reversed());
  }
}
