package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Answering;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Work that asks, in whole engines. */
@Timeout(120)
class AskingTasksTest {
  @TempDir Path folder;
  private TestDatabase test;

  @BeforeEach
  void open() {
    test = SharedStores.freshDatabase();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static Map<String, @Nullable Object> asks(String... keys) {
    List<Object> steps = new ArrayList<>();
    for (String key : keys) {
      steps.add(Map.of("ask", Map.of("key", key, "message", "Well?")));
    }
    return Map.of("events", steps);
  }

  private static Map<String, @Nullable Object> named(String name) {
    return Map.of("action", "accept", "content", Map.of("name", name));
  }

  private static void awaitQuestion(RunningEngine engine, TaskId task) {
    await("a question", () -> engine.task(task).state() == TaskState.INPUT_REQUIRED);
  }

  private static Set<String> answer(RunningEngine engine, TaskId task, String key, String name) {
    Answering answering =
        engine.engine().questions().answer(CALLER, task, Map.of(key, named(name)));
    return ((Answering.Taken) answering).keys();
  }

  private static List<String> kinds(List<Event> events) {
    return events.stream().map(Event::kind).toList();
  }

  @Test
  void theWorkGoesOnWithTheAnswer() throws Exception {
    try (RunningEngine engine = RunningEngine.start(test, folder)) {
      TaskId task = engine.submit(request(asks("first", "second")));
      awaitQuestion(engine, task);
      assertThat(answer(engine, task, "first", "Ada")).containsExactly("first");
      await(
          "the second question",
          () ->
              engine.engine().questions().open(CALLER, task).stream()
                  .anyMatch(open -> open.key().equals("second")));
      assertThat(answer(engine, task, "second", "Bob")).containsExactly("second");

      assertThat(kinds(engine.eventsToTheEnd(task)))
          .containsExactly(
              "started",
              "input_required",
              "input",
              "stdout",
              "input_required",
              "input",
              "stdout",
              "succeeded");
      assertThat(engine.task(task).state()).isEqualTo(TaskState.SUCCEEDED);
    }
  }

  @Test
  void aCancelEndsWhatWaits() throws Exception {
    try (RunningEngine engine = RunningEngine.start(test, folder)) {
      TaskId task = engine.submit(request(asks("who")));
      awaitQuestion(engine, task);
      engine.engine().cancellations().cancel(CALLER, task, null, null);
      assertThat(kinds(engine.eventsToTheEnd(task)))
          .containsExactly("started", "input_required", "canceled");
      assertThat(engine.engine().questions().open(CALLER, task)).isEmpty();
      assertThat(answer(engine, task, "who", "late")).isEmpty();
    }
  }

  @Test
  void aTimeoutEndsWhatWaits() throws Exception {
    try (RunningEngine engine = RunningEngine.start(test, folder)) {
      TaskId task =
          engine.submit(
              new TaskRequest(
                  "mock",
                  asks("who"),
                  null,
                  null,
                  Duration.ofSeconds(1),
                  null,
                  null,
                  null,
                  null,
                  List.of(),
                  Map.of()));
      assertThat(engine.ended(task).state()).isEqualTo(TaskState.TIMED_OUT);
      assertThat(engine.engine().questions().open(CALLER, task)).isEmpty();
    }
  }

  @Test
  void whoeverAsksWithoutEndIsStopped() throws Exception {
    String[] keys = new String[101];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "q" + i;
    }
    try (RunningEngine engine = RunningEngine.start(test, folder)) {
      TaskId task = engine.submit(request(asks(keys)));
      for (int i = 0; i < 100; i++) {
        String key = keys[i];
        await(
            "question " + key,
            () ->
                engine.engine().questions().open(CALLER, task).stream()
                    .anyMatch(open -> open.key().equals(key)));
        answer(engine, task, key, "x");
      }
      assertThat(engine.ended(task).errorJson()).contains("question_refused");
    }
  }

  /**
   * Answered while no worker is there; the next process of the host gets it after it re-attached.
   */
  @Test
  void anAnswerThatCameBetweenTwoProcessesReachesTheWork() throws Exception {
    DetachedWork adapter = new DetachedWork();
    TaskId task;
    try (RunningEngine first = engine(adapter, "host", Fleet.SETTINGS)) {
      task = first.submit(request(Map.of()));
      await("the start", () -> !adapter.work.isEmpty());
      work(adapter).ask("who");
      awaitQuestion(first, task);
    }
    try (RunningEngine frontend = engine(new DetachedWork(), "frontend", null)) {
      assertThat(answer(frontend, task, "who", "Ada")).containsExactly("who");
    }
    assertThat(work(adapter).answers()).isEmpty();
    try (RunningEngine second = engine(adapter, "host", Fleet.SETTINGS)) {
      await("the answer", () -> !work(adapter).answers().isEmpty());
      assertThat(work(adapter).answers()).isEqualTo(Map.of("who", named("Ada")));
      work(adapter).end(new Outcome.Exited(0, EndedBy.ITSELF));
      assertThat(kinds(second.eventsToTheEnd(task)))
          .containsExactly("started", "input_required", "input", "reattached", "succeeded");
    }
  }

  /** What the work was given before a crash it is given again: it ignores what it knows. */
  @Test
  void anAnswerIsDeliveredAgainAfterARestartAndIsDurableEachTime() throws Exception {
    DetachedWork adapter = new DetachedWork();
    List<String> delivered = java.util.Collections.synchronizedList(new ArrayList<>());
    TaskId task;
    try (RunningEngine first = engine(adapter, "host", Fleet.SETTINGS)) {
      task = first.submit(request(Map.of()));
      adapter.onInput = key -> delivered.add(key + inLog());
      await("the start", () -> !adapter.work.isEmpty());
      work(adapter).ask("who");
      awaitQuestion(first, task);
      first.engine().worker().orElseThrow().inputOnce();
      assertThat(delivered).isEmpty();
      answer(first, task, "who", "Ada");
      await("the answer", () -> delivered.size() == 1);
    }
    try (RunningEngine second = engine(adapter, "host", Fleet.SETTINGS)) {
      await("the answer again", () -> delivered.size() == 2);
      work(adapter).end(new Outcome.Exited(0, EndedBy.ITSELF));
      assertThat(second.ended(task).state()).isEqualTo(TaskState.SUCCEEDED);
    }
    assertThat(delivered).containsExactly("who: 1 answer in the log", "who: 1 answer in the log");
  }

  private String inLog() {
    try (java.sql.Connection admin = test.admin().getConnection();
        java.sql.Statement select = admin.createStatement();
        java.sql.ResultSet row =
            select.executeQuery("SELECT count(*) FROM task_events WHERE kind = 'input'")) {
      row.next();
      return ": " + row.getInt(1) + " answer in the log";
    } catch (java.sql.SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static DetachedWork.Work work(DetachedWork adapter) {
    return adapter.work.values().iterator().next();
  }

  private RunningEngine engine(DetachedWork adapter, String host, @Nullable WorkerSettings worker) {
    return RunningEngine.start(
        test, SharedStores.redisUri(), folder.resolve(host), List.of(adapter), worker);
  }
}
