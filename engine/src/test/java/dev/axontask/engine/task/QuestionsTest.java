package dev.axontask.engine.task;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.Question;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions and answers in the log, whoever writes there at the same time. */
@Timeout(120)
class QuestionsTest {
  private static final LogBench BENCH = new LogBench();
  private static final Map<String, @Nullable Object> YES = Map.of("action", "accept");

  private static final AtomicInteger RINGS = new AtomicInteger();

  private static final Doorbell BELL =
      new Doorbell() {
        @Override
        public void ringWork() {}

        @Override
        public void ringCancel() {}

        @Override
        public void ringInput() {
          RINGS.incrementAndGet();
        }

        @Override
        public void onWork(Runnable woken) {}

        @Override
        public void onCancel(Runnable woken) {}

        @Override
        public void onInput(Runnable woken) {}
      };

  private static final Questions QUESTIONS =
      new Questions(
          BENCH.database, new OneOffAppend(BENCH.clock, BENCH.random), BENCH.publisher, BELL);

  @AfterAll
  static void close() {
    BENCH.close();
  }

  private static EventDraft ask(String key) {
    byte[] payload = Question.asked(key, "elicitation/create", Map.of("message", "Well?"));
    return new EventDraft(1, EventKind.INPUT_REQUIRED, payload, null);
  }

  private static void ask(TaskLog log, String... keys) throws Exception {
    for (String key : keys) {
      log.append(ask(key));
    }
    log.flush();
  }

  private static void finish(TaskLog log) throws Exception {
    log.finish(
        new EventDraft(1, EventKind.SUCCEEDED, "{}".getBytes(UTF_8), null),
        new Ending(0, null, null, "succeeded"));
  }

  private static Answering answer(TaskId task, String... keys) {
    Map<String, Map<String, @Nullable Object>> answers = new java.util.LinkedHashMap<>();
    for (String key : keys) {
      answers.put(key, YES);
    }
    return QUESTIONS.answer(CALLER, task, answers);
  }

  private static Set<String> taken(Answering answering) {
    return ((Answering.Taken) answering).keys();
  }

  private static List<String> kinds(TaskId task) {
    return BENCH.query(
        "SELECT kind FROM task_events WHERE task_id = ? ORDER BY seq",
        row -> row.getString(1),
        task.value());
  }

  private static List<String> openKeys(TaskId task) {
    return QUESTIONS.open(CALLER, task).stream().map(OpenQuestion::key).toList();
  }

  private static TaskState state(TaskId task) {
    return new TaskDirectory(BENCH.database).find(CALLER, task).orElseThrow().state();
  }

  @Test
  void aTaskWaitsUntilTheLastQuestionIsAnswered() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    ask(log, "a", "b");

    assertThat(state(task)).isEqualTo(TaskState.INPUT_REQUIRED);
    assertThat(QUESTIONS.open(CALLER, task))
        .containsExactly(
            new OpenQuestion("a", "elicitation/create", Map.of("message", "Well?")),
            new OpenQuestion("b", "elicitation/create", Map.of("message", "Well?")));
    int rings = RINGS.get();
    assertThat(taken(answer(task, "b", "nobody asked"))).containsExactly("b");
    assertThat(RINGS).hasValue(rings + 1);
    assertThat(state(task)).isEqualTo(TaskState.INPUT_REQUIRED);
    assertThat(openKeys(task)).containsExactly("a");
    assertThat(taken(answer(task, "a"))).containsExactly("a");
    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
    assertThat(openKeys(task)).isEmpty();
    assertThat(BENCH.payloads(task).subList(2, 4))
        .containsExactly(
            "{\"key\":\"b\",\"answer\":{\"action\":\"accept\"},\"open\":1}",
            "{\"key\":\"a\",\"answer\":{\"action\":\"accept\"},\"open\":0}");
  }

  @Test
  void theListsTellWaitingTasksFromRunningOnes() throws Exception {
    TaskId waiting = BENCH.submitted();
    ask(BENCH.claimed(waiting), "a");
    TaskId running = BENCH.submitted();
    BENCH.claimed(running);

    assertThat(listed(TaskState.INPUT_REQUIRED)).contains(waiting).doesNotContain(running);
    assertThat(listed(TaskState.RUNNING)).contains(running).doesNotContain(waiting);
  }

  private static List<TaskId> listed(TaskState state) {
    TaskFilter filter = new TaskFilter(state, null, null, null, 200, null);
    return new TaskDirectory(BENCH.database)
        .list(CALLER, filter).tasks().stream().map(Task::id).toList();
  }

  @Test
  void theHolderOfTheLogGoesOnAfterAnAnswer() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    ask(log, "a", "b");
    answer(task, "a");
    log.append(out("one"));
    log.flush();
    answer(task, "b");
    finish(log);

    assertThat(kinds(task))
        .containsExactly(
            "input_required", "input_required", "input", "stdout", "input", "succeeded");
    assertThat(BENCH.verified(task)).startsWith("incomplete");
  }

  @Test
  void answersInTheMiddleOfAFloodLoseNothingAndDoubleNothing() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    int questions = 60;
    for (int i = 0; i < questions; i++) {
      log.append(ask("q" + i));
    }
    log.flush();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> answering =
          threads.submit(() -> {
            for (int i = 0; i < questions; i++) {
              assertThat(taken(answer(task, "q" + i))).hasSize(1);
            }
          });
      for (int i = 0; i < 3_000; i++) {
        log.append(out("line " + i));
      }
      answering.get();
      finish(log);
    }

    List<String> lines = BENCH.payloads(task).stream().filter(p -> p.startsWith("line")).toList();
    assertThat(lines).hasSize(3_000).doesNotHaveDuplicates();
    assertThat(lines.getLast()).isEqualTo("line 2999");
    assertThat(kinds(task).stream().filter("input"::equals)).hasSize(questions);
    assertThat(BENCH.verified(task)).startsWith("incomplete");
  }

  @Test
  void ofManyAnswersToOneQuestionOneCounts() throws Exception {
    TaskId task = BENCH.submitted();
    ask(BENCH.claimed(task), "a");
    List<Future<Answering>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        answers.add(threads.submit(() -> answer(task, "a")));
      }
    }
    int taken = 0;
    for (Future<Answering> each : answers) {
      taken += taken(each.get()).size();
    }
    assertThat(taken).isEqualTo(1);
    assertThat(kinds(task)).containsExactly("input_required", "input");
  }

  @Test
  void whoeverLostTheTokenCannotAsk() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog stale = BENCH.claimed(task);
    BENCH.sql(
        "UPDATE task_heads SET fencing_token = fencing_token + 1 WHERE task_id = ?", task.value());

    assertThatThrownBy(() -> ask(stale, "a")).isInstanceOf(SinkClosedException.class);
    assertThat(openKeys(task)).isEmpty();
    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
    assertThat(kinds(task)).isEmpty();
  }

  @Test
  void whoeverLostTheTokenDoesNotGoOnAfterAnAnswerEither() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog stale = BENCH.claimed(task);
    ask(stale, "a");
    BENCH.sql(
        "UPDATE task_heads SET fencing_token = fencing_token + 1 WHERE task_id = ?", task.value());
    answer(task, "a");

    stale.append(out("too late"));
    assertThatThrownBy(stale::flush).isInstanceOf(SinkClosedException.class);
    assertThat(kinds(task)).containsExactly("input_required", "input");
  }

  @Test
  void theEndClosesWhatIsOpen() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    ask(log, "a");
    finish(log);

    assertThat(state(task)).isEqualTo(TaskState.SUCCEEDED);
    assertThat(openKeys(task)).isEmpty();
    assertThat(taken(answer(task, "a"))).isEmpty();
    assertThat(kinds(task)).containsExactly("input_required", "succeeded");
  }

  @Test
  void aKeyIsOneQuestionForEver() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    ask(log, "a");
    answer(task, "a");
    ask(log, "a");

    assertThat(openKeys(task)).isEmpty();
    assertThat(taken(answer(task, "a"))).isEmpty();
  }

  @Test
  void anotherTenantCanNeitherSeeNorAnswer() throws Exception {
    TaskId task = BENCH.submitted();
    ask(BENCH.claimed(task), "a");
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");

    assertThat(QUESTIONS.open(stranger, task)).isEmpty();
    assertThat(QUESTIONS.answer(stranger, task, Map.of("a", YES)))
        .isEqualTo(new Answering.NotFound());
    assertThat(openKeys(task)).containsExactly("a");
  }

  @Test
  void whatCannotBeStoredIsRefusedAndNothingIsTaken() throws Exception {
    TaskId task = BENCH.submitted();
    ask(BENCH.claimed(task), "a", "b");
    for (String wrong : List.of("x".repeat(Limits.ANSWER_BYTES), "\ud800")) {
      Answering answering =
          QUESTIONS.answer(CALLER, task, Map.of("a", YES, "b", Map.of("content", wrong)));
      assertThat(answering)
          .isInstanceOfSatisfying(
              Answering.Invalid.class,
              invalid ->
                  assertThat(invalid.problems())
                      .extracting(FieldProblem::field)
                      .containsExactly("b"));
    }
    assertThat(openKeys(task)).containsExactly("a", "b");
    assertThat(taken(QUESTIONS.answer(CALLER, task, Map.of("a", Map.of("content", "\0")))))
        .containsExactly("a");
    assertThat(BENCH.verified(task)).startsWith("incomplete");
  }
}
