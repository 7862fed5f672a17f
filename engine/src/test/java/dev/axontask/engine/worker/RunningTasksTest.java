package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks from submit to end on a whole engine with the mock adapter. */
class RunningTasksTest {
  static final TestDatabase DATABASE = SharedStores.freshDatabase();
  private static final Map<String, @Nullable Object> FOR_HOURS =
      Map.of("events", List.of(Map.of("stdout", "ready\n", "wait_ms", 3_600_000)));

  @TempDir Path folder;
  RunningEngine engine;

  @BeforeEach
  void start() {
    engine = RunningEngine.start(DATABASE, folder);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  private TaskId startedForHours(Map<String, @Nullable Object> args) {
    TaskId id = engine.submit(request(args));
    await("its first output", () -> engine.task(id).bytesStreamed() > 0);
    return id;
  }

  private static String text(Event event) {
    return new String(java.util.Objects.requireNonNull(event.payload()), UTF_8);
  }

  @Test
  void aTaskRunsToItsEndWithItsOutputInTheLog() throws Exception {
    Map<String, ?> step = Map.of("stdout", "line {i}\n", "repeat", 3);
    TaskId id = engine.submit(request(Map.of("events", List.of(step))));

    List<Event> events = engine.eventsToTheEnd(id);

    assertThat(events)
        .extracting(Event::kind)
        .containsExactly("started", "stdout", "stdout", "stdout", "succeeded");
    assertThat(events).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(text(events.get(3))).isEqualTo("line 3\n");
    assertThat(text(events.get(4)))
        .contains("\"exit_code\":0", "\"ended_by\":\"itself\"", "\"bytes\":21");
    Task task = engine.task(id);
    assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(task.exitCode()).isZero();
    assertThat(task.bytesStreamed()).isEqualTo(21);
    assertThat(task.endedAt()).isNotNull();
  }

  @Test
  void anExitCodeASignalAnErrorAndAnUnknownEndAreToldApart() throws Exception {
    TaskId exited = engine.submit(request(Map.of("exit_code", 3)));
    TaskId killed = engine.submit(request(Map.of("signal", 9)));
    Map<String, ?> error = Map.of("code", "no_luck", "message", "No\0luck.");
    TaskId failed = engine.submit(request(Map.of("fail", error)));
    TaskId unknown = engine.submit(request(Map.of("crash", "unknown")));
    TaskId refused = engine.submit(request(Map.of("crash", "refuse")));

    assertThat(engine.ended(exited)).matches(t -> t.state() == TaskState.FAILED);
    assertThat(engine.task(exited).exitCode()).isEqualTo(3);
    assertThat(engine.ended(killed).signal()).isEqualTo(9);
    assertThat(engine.ended(failed).errorJson()).contains("no_luck");
    assertThat(engine.ended(unknown).state()).isEqualTo(TaskState.LOST);
    assertThat(engine.task(unknown).exitCode()).isNull();
    assertThat(engine.ended(refused).errorJson()).contains("refused");
  }

  @Test
  void anAdapterThatBreaksEndsTheAttemptWithoutItsInternalsInTheLog() throws Exception {
    for (String where : List.of("start", "follow")) {
      TaskId id = engine.submit(request(Map.of("crash", where)));
      List<Event> events = engine.eventsToTheEnd(id);

      assertThat(engine.task(id).state()).isEqualTo(TaskState.FAILED);
      assertThat(text(events.getLast()))
          .contains("internal_error")
          .doesNotContain("IllegalState")
          .doesNotContain("the script says");
    }
  }

  @Test
  void aTaskIsOverItsTime() throws Exception {
    TaskId id =
        engine.submit(
            new TaskRequest(
                "mock",
                Map.of("events", List.of(Map.of("wait_ms", 3_600_000))),
                null,
                null,
                Duration.ofSeconds(1),
                null,
                null,
                null,
                null,
                List.of(),
                Map.of()));

    assertThat(engine.ended(id).state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(engine.task(id).errorJson()).contains("timeout");
  }

  @Test
  void aRunningTaskIsCanceledAndSaysWhy() throws Exception {
    TaskId id = startedForHours(FOR_HOURS);

    assertThat(engine.engine().cancellations().cancel(CALLER, id, "changed my mind", null))
        .isInstanceOf(Cancellation.Requested.class);

    List<Event> events = engine.eventsToTheEnd(id);
    assertThat(text(events.getLast())).contains("changed my mind", "\"ended_by\":\"cancel\"");
    assertThat(engine.task(id).state()).isEqualTo(TaskState.CANCELED);
    assertThat(engine.engine().cancellations().cancel(CALLER, id, null, null))
        .isInstanceOf(Cancellation.AlreadyEnded.class);
  }

  @Test
  void aShorterGraceOfASecondCancelTakesEffect() throws Exception {
    TaskId id =
        startedForHours(
            Map.of(
                "events",
                List.of(Map.of("stdout", "ready\n", "wait_ms", 3_600_000)),
                "on_stop",
                "ignore"));

    engine.engine().cancellations().cancel(CALLER, id, null, Duration.ofMinutes(5));
    engine.engine().cancellations().cancel(CALLER, id, null, Duration.ZERO);

    assertThat(engine.ended(id).state()).isEqualTo(TaskState.CANCELED);
    assertThat(engine.task(id).signal()).isEqualTo(9);
  }

  @Test
  void workThatEndsByItselfBeforeTheStopTookEffectHasSucceeded() throws Exception {
    TaskId id =
        startedForHours(
            Map.of(
                "events",
                List.of(Map.of("stdout", "ready\n", "wait_ms", 3_600_000)),
                "on_stop",
                "exit"));

    engine.engine().cancellations().cancel(CALLER, id, null, null);

    assertThat(engine.ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
  }

  @Test
  void aScheduledTaskIsCanceledAtOnce() throws Exception {
    TaskId id = engine.submit(delayed(Duration.ofHours(1)));

    Cancellation answer = engine.engine().cancellations().cancel(CALLER, id, "no need", null);

    assertThat(answer).isInstanceOf(Cancellation.CanceledNow.class);
    List<Event> events = engine.eventsToTheEnd(id);
    assertThat(events).extracting(Event::kind).containsExactly("canceled");
    assertThat(events.getFirst().attempt()).isZero();
    assertThat(queued(id)).isEqualTo("0");
  }

  private static TaskRequest delayed(Duration delay) {
    return new TaskRequest(
        "mock", Map.of(), null, null, null, null, null, delay, null, List.of(), Map.of());
  }

  private static String queued(TaskId id) throws SQLException {
    try (var admin = DATABASE.admin().getConnection();
        var select = admin.prepareStatement("SELECT count(*) FROM task_queue WHERE task_id = ?")) {
      select.setObject(1, id.value());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Test
  void aDelayedTaskRunsWhenItsTimeHasCome() throws Exception {
    TaskId id = engine.submit(delayed(Duration.ofSeconds(1)));

    assertThat(engine.task(id).state()).isIn(TaskState.SCHEDULED, TaskState.PENDING);
    Task task = engine.ended(id);
    assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(task.startedAt()).isAfterOrEqualTo(java.util.Objects.requireNonNull(task.runAt()));
  }

  @Test
  void anotherTenantCanNeitherSeeNorCancel() throws Exception {
    TaskId id = startedForHours(FOR_HOURS);
    var stranger =
        new dev.axontask.engine.Caller(
            new dev.axontask.engine.TenantId(java.util.UUID.randomUUID()), "key:stranger");

    assertThat(engine.engine().tasks().find(stranger, id)).isEmpty();
    assertThat(engine.engine().cancellations().cancel(stranger, id, null, null))
        .isInstanceOf(Cancellation.NotFound.class);
    engine.engine().cancellations().cancel(CALLER, id, null, null);
    engine.ended(id);
  }

  @Test
  void whatEndedIsCleanedUpAndThatIsRecorded() throws Exception {
    TaskId id = engine.submit(request(Map.of()));
    engine.ended(id);

    await("the record of it", () -> uncleaned() == 0);
  }

  private static int uncleaned() {
    try (var admin = DATABASE.admin().getConnection();
        var row =
            admin
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM attempts WHERE cleaned_at IS NULL AND ended_at IS NOT NULL")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aStoppedServerSaysThatWorkInsideItIsLost() throws Exception {
    TaskId id = startedForHours(FOR_HOURS);
    engine.close();
    engine = RunningEngine.start(DATABASE, folder);

    assertThat(engine.ended(id).state()).isEqualTo(TaskState.LOST);
    assertThat(engine.task(id).errorJson()).contains("worker_stopped");
    assertThat(Files.exists(folder.resolve("host_id"))).isTrue();
  }

  @Test
  void detachedWorkGoesOnWithTheNextProcessAndItsOutputIsThereOnce() throws Exception {
    DetachedWork outlasting = new DetachedWork();
    engine.close();
    engine = detached(outlasting);
    TaskId id = engine.submit(request(Map.of()));
    await("its start", () -> !outlasting.work.isEmpty());
    DetachedWork.Work work = outlasting.work.values().iterator().next();
    work.print("first\n");
    await("its first output", () -> engine.task(id).bytesStreamed() == 6);

    engine.close();
    work.print("second\n");
    engine = detached(outlasting);
    work.print("third\n");
    work.end(new dev.axontask.adapter.Outcome.Exited(0, dev.axontask.adapter.EndedBy.ITSELF));

    List<Event> events = engine.eventsToTheEnd(id);
    assertThat(events)
        .extracting(Event::kind)
        .containsExactly("started", "stdout", "reattached", "stdout", "stdout", "succeeded");
    assertThat(events.stream().filter(e -> e.kind().equals("stdout")).map(RunningTasksTest::text))
        .containsExactly("first\n", "second\n", "third\n");
    assertThat(text(events.getLast())).contains("\"bytes\":19");
    assertThat(outlasting.started).hasSize(1);
    await("the clean-up", () -> !outlasting.cleaned.isEmpty());
  }

  @Test
  void detachedWorkThatIsGoneIsLostAndNotStartedAgain() throws Exception {
    DetachedWork outlasting = new DetachedWork();
    engine.close();
    engine = detached(outlasting);
    TaskId id = engine.submit(request(Map.of()));
    await("its start", () -> !outlasting.work.isEmpty());

    engine.close();
    outlasting.work.clear();
    engine = detached(outlasting);

    assertThat(engine.ended(id).state()).isEqualTo(TaskState.LOST);
    assertThat(engine.task(id).errorJson()).contains("outcome_unknown");
    assertThat(outlasting.started).hasSize(1);
  }

  @Test
  void whateverAnAdapterMakesOfAnInterruptIsNoOutcome() throws Exception {
    List<Supplier<Outcome>> mistakes =
        List.of(
            () -> new Outcome.Unknown("Interrupted while following."),
            () -> {
              throw new UncheckedIOException(new ClosedByInterruptException());
            });
    for (Supplier<Outcome> mistake : mistakes) {
      DetachedWork outlasting = new DetachedWork();
      engine.close();
      engine = detached(outlasting);
      TaskId id = engine.submit(request(Map.of()));
      await("its start", () -> !outlasting.work.isEmpty());
      DetachedWork.Work work = outlasting.work.values().iterator().next();
      work.print("first\n");
      await("its first output", () -> engine.task(id).bytesStreamed() == 6);

      outlasting.interrupted = mistake;
      engine.close();
      engine = detached(outlasting);
      work.end(new Outcome.Exited(0, EndedBy.ITSELF));

      assertThat(engine.ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    }
  }

  @Test
  void theEndCountsTheBytesOfTheLogWhateverTheTasksRowSays() throws Exception {
    DetachedWork outlasting = new DetachedWork();
    engine.close();
    engine = detached(outlasting);
    TaskId id = engine.submit(request(Map.of()));
    await("its start", () -> !outlasting.work.isEmpty());
    DetachedWork.Work work = outlasting.work.values().iterator().next();
    work.print("first\n");
    await("its first output", () -> engine.task(id).bytesStreamed() == 6);
    engine.close();
    try (Connection admin = DATABASE.admin().getConnection();
        PreparedStatement behind =
            admin.prepareStatement("UPDATE tasks SET bytes_streamed = 1 WHERE id = ?")) {
      behind.setObject(1, id.value());
      behind.executeUpdate();
    }

    engine = detached(outlasting);
    work.print("second\n");
    work.end(new Outcome.Exited(0, EndedBy.ITSELF));

    List<Event> events = engine.eventsToTheEnd(id);
    assertThat(text(events.getLast())).contains("\"bytes\":13");
    assertThat(engine.task(id).bytesStreamed()).isEqualTo(13);
  }

  @Test
  void aLongReasonOfACancelIsNotCutWithinACharacter() throws Exception {
    TaskId id =
        engine.submit(
            new TaskRequest(
                "mock",
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                Duration.ofHours(1),
                null,
                List.of(),
                Map.of()));
    String reason = "x".repeat(Limits.CANCEL_REASON_LENGTH - 1) + "\uD83D\uDE00";

    Cancellation answer = engine.engine().cancellations().cancel(CALLER, id, reason, null);

    assertThat(answer).isInstanceOf(Cancellation.CanceledNow.class);
    assertThat(text(engine.eventsToTheEnd(id).getLast()))
        .contains("\"" + "x".repeat(Limits.CANCEL_REASON_LENGTH - 1) + "\"");
  }

  private RunningEngine detached(DetachedWork outlasting) {
    return RunningEngine.start(
        DATABASE,
        SharedStores.redisUri(),
        folder,
        List.of(outlasting),
        WorkerSettings.standard("test").fast());
  }
}
