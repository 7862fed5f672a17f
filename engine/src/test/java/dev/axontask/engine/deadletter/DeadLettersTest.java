package dev.axontask.engine.deadletter;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.deadletter.DeadLetterCleanup.Cleaned;
import dev.axontask.engine.deadletter.DeadLetterCleanup.Retention;
import dev.axontask.engine.task.DeadEnd;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks that were tried as often as they may be. */
@Timeout(120)
class DeadLettersTest {
  /** Each of a target of its own: failures of one in a row would open its circuit breaker. */
  private static Map<String, @Nullable Object> busy() {
    return Map.of(
        "target",
        UUID.randomUUID().toString(),
        "fail",
        Map.of("code", "host_busy", "message", "No room.", "transient", true));
  }

  @TempDir Path folder;
  TestDatabase test;
  RunningEngine engine;

  @BeforeEach
  void start() {
    test = SharedStores.freshDatabase();
    engine = RunningEngine.start(test, folder);
  }

  @AfterEach
  void stop() {
    engine.close();
    test.close();
  }

  private static TaskRequest twice() {
    RetryPolicy policy = new RetryPolicy(2, RetryOn.TRANSIENT, OnWorkerLoss.FAIL);
    return request(busy()).with(policy, TaskClocks.NONE);
  }

  private TaskId dead() throws Exception {
    TaskId task = engine.submit(twice());
    assertThat(engine.ended(task).state()).isEqualTo(TaskState.DEAD_LETTER);
    return task;
  }

  private DeadLetterDirectory directory() {
    return engine.engine().deadLetters();
  }

  private DeadLetter letter(TaskId task) {
    return directory().find(CALLER, task).orElseThrow();
  }

  private Redrive.Started redriven(TaskId task) {
    if (engine.engine().redrives().redrive(CALLER, task) instanceof Redrive.Started started) {
      return started;
    }
    throw new AssertionError("not started again: " + task);
  }

  @Test
  void aTaskThatWasTriedAsOftenAsItMayBeIsListedWithItsLastError() throws Exception {
    TaskId task = dead();

    DeadLetter letter = letter(task);

    assertThat(letter.reason()).isEqualTo("attempts_exhausted");
    assertThat(letter.attempts()).isEqualTo(2);
    assertThat(letter.errorJson()).contains("host_busy");
    assertThat(letter.redrivenAs()).isNull();
    assertThat(directory().list(CALLER, DeadLetterFilter.any()).letters()).containsExactly(letter);
  }

  @Test
  void anotherTenantsAreLikeMissingOnes() throws Exception {
    TaskId task = dead();
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");

    assertThat(directory().find(stranger, task)).isEmpty();
    assertThat(directory().list(stranger, DeadLetterFilter.any()).letters()).isEmpty();
    assertThat(directory().remove(stranger, task)).isFalse();
    assertThat(engine.engine().redrives().redrive(stranger, task))
        .isEqualTo(new Redrive.NoSuchDeadLetter(task));
    assertThat(letter(task).redrivenAs()).isNull();
  }

  @Test
  void startedAgainItIsANewTaskWithTheSameRequest() throws Exception {
    TaskId task =
        engine.submit(
            new TaskRequest(
                    "mock",
                    busy(),
                    "nightly",
                    "of the night",
                    Duration.ofSeconds(77),
                    "key",
                    7,
                    null,
                    null,
                    List.of("a", "b"),
                    Map.of("ratio", 1.5))
                .with(twice().retries(), TaskClocks.NONE)
                .with(QueuePolicy.concurrency("one", 1)));
    Task before = engine.ended(task);

    Task again = redriven(task).task();

    assertThat(again.id()).isNotEqualTo(task);
    assertThat(again.redriveOf()).isEqualTo(task);
    assertThat(again.args()).isEqualTo(before.args());
    assertThat(again.metadataJson()).isEqualTo(before.metadataJson());
    assertThat(again)
        .usingRecursiveComparison()
        .comparingOnlyFields("name", "description", "adapter", "timeout", "priority", "tags")
        .isEqualTo(before);
    assertThat(again.retries()).isEqualTo(before.retries());
    assertThat(engine.ended(again.id()).state()).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(letter(task).redrivenAs()).isEqualTo(again.id());
    assertThat(engine.task(task).state()).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(engine.task(task).lastSeq()).isEqualTo(before.lastSeq());
  }

  @Test
  void manyWhoStartItAgainAtOnceGetTheSameTask() throws Exception {
    TaskId task = dead();
    int callers = 16;
    CyclicBarrier together = new CyclicBarrier(callers);
    List<FutureTask<Redrive.Started>> answers = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      FutureTask<Redrive.Started> answer =
          new FutureTask<>(() -> {
            together.await();
            return redriven(task);
          });
      Thread.ofPlatform().start(answer);
      answers.add(answer);
    }
    List<Redrive.Started> started = new ArrayList<>();
    for (FutureTask<Redrive.Started> answer : answers) {
      started.add(answer.get());
    }

    assertThat(started).extracting(each -> each.task().id()).containsOnly(first(started));
    assertThat(started).filteredOn(each -> !each.already()).hasSize(1);
    assertThat(tasks()).isEqualTo(2);
  }

  private static TaskId first(List<Redrive.Started> started) {
    return started.getFirst().task().id();
  }

  private int tasks() {
    return engine
        .database()
        .asWorker(tx -> {
          try (PreparedStatement count = tx.prepareStatement("SELECT count(*) FROM tasks")) {
            var row = count.executeQuery();
            row.next();
            return row.getInt(1);
          }
        });
  }

  @Test
  void allThatNobodyStartedYetAreStartedOnce() throws Exception {
    List<TaskId> dead = List.of(dead(), dead(), dead());
    redriven(dead.getFirst());

    RedrivePage some = engine.engine().redrives().redriveAll(CALLER, DeadLetterFilter.any(), 1);
    RedrivePage rest = engine.engine().redrives().redriveAll(CALLER, DeadLetterFilter.any(), 100);

    assertThat(some.answers()).hasSize(1).allMatch(Redrive.Started.class::isInstance);
    // Tasks that were started in their place may be dead letters themselves by now.
    assertThat(rest.answers()).allMatch(Redrive.Started.class::isInstance);
    assertThat(rest.next()).isNull();
    for (TaskId task : dead) {
      assertThat(letter(task).redrivenAs()).isNotNull();
    }
  }

  @Test
  void onesThatAreRefusedDoNotHideOlderOnesFromWhoeverGoesOn() throws Exception {
    TaskId old = dead();
    TaskId refused = dead();
    runBy(refused, "an adapter that is gone");

    RedrivePage first = engine.engine().redrives().redriveAll(CALLER, DeadLetterFilter.any(), 1);
    TaskId next = Objects.requireNonNull(first.next());
    DeadLetterFilter rest = DeadLetterFilter.any().before(next);
    RedrivePage second = engine.engine().redrives().redriveAll(CALLER, rest, 1);

    assertThat(first.answers()).singleElement().isInstanceOf(Redrive.Refused.class);
    assertThat(second.answers()).singleElement().isInstanceOf(Redrive.Started.class);
    assertThat(second.next()).isNull();
    assertThat(letter(old).redrivenAs()).isNotNull();
    assertThat(letter(refused).redrivenAs()).isNull();
  }

  private void runBy(TaskId task, String adapter) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        PreparedStatement update =
            admin.prepareStatement("UPDATE tasks SET adapter = ? WHERE id = ?")) {
      update.setString(1, adapter);
      update.setObject(2, task.value());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void aRemovedOneIsOffTheListAndItsTaskStays() throws Exception {
    TaskId task = dead();

    assertThat(directory().remove(CALLER, task)).isTrue();

    assertThat(directory().find(CALLER, task)).isEmpty();
    assertThat(directory().remove(CALLER, task)).isFalse();
    assertThat(engine.task(task).state()).isEqualTo(TaskState.DEAD_LETTER);
  }

  @Test
  void aTaskSaysWhyItIsADeadLetterAndWhatCameOfItAlsoWhenItHasLeftTheList() throws Exception {
    TaskId task = dead();
    assertThat(engine.task(task).deadEnd()).isEqualTo(new DeadEnd("attempts_exhausted", null));

    TaskId again = redriven(task).task().id();
    DeadEnd after = new DeadEnd("attempts_exhausted", again);
    assertThat(engine.task(task).deadEnd()).isEqualTo(after);
    assertThat(engine.task(again).redriveOf()).isEqualTo(task);

    assertThat(directory().remove(CALLER, task)).isTrue();
    assertThat(engine.task(task).deadEnd()).isEqualTo(after);
  }

  @Test
  void theOldAndTheSurplusAreForgotten() throws Exception {
    TaskId old = dead();
    TaskId surplus = dead();
    TaskId kept = dead();
    age(old, Duration.ofDays(31));

    Cleaned cleaned = cleanup(new Retention(Duration.ofDays(30), 1)).runOnce();

    assertThat(cleaned).isEqualTo(new Cleaned(2, false, 1));
    assertThat(directory().find(CALLER, old)).isEmpty();
    assertThat(directory().find(CALLER, surplus)).isEmpty();
    assertThat(directory().find(CALLER, kept)).isPresent();
  }

  @Test
  void keptForEverTheyAreForgottenOnlyByCount() throws Exception {
    TaskId old = dead();
    age(old, Duration.ofDays(4000));

    Cleaned cleaned = cleanup(new Retention(Duration.ZERO, 10)).runOnce();

    assertThat(cleaned).isEqualTo(new Cleaned(0, false, 1));
  }

  @Test
  void byHandTheOldOnesOfTheTenantAreRemoved() throws Exception {
    TaskId old = dead();
    TaskId young = dead();
    age(old, Duration.ofHours(2));

    assertThat(directory().removeOlderThan(CALLER, Duration.ofHours(1))).isEqualTo(1);

    assertThat(directory().find(CALLER, old)).isEmpty();
    assertThat(directory().find(CALLER, young)).isPresent();
  }

  private DeadLetterCleanup cleanup(Retention retention) {
    return new DeadLetterCleanup(engine.database(), retention, new SimpleMeterRegistry());
  }

  private void age(TaskId task, Duration by) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        PreparedStatement update =
            admin.prepareStatement(
                """
                UPDATE dead_letters SET created_at = created_at - ? * interval '1 second'
                 WHERE task_id = ?
                """)) {
      update.setLong(1, by.toSeconds());
      update.setObject(2, task.value());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
