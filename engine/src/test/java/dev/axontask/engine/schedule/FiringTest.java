package dev.axontask.engine.schedule;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Planned times that come, on a real PostgreSQL, with any number of those who fire them. */
@Timeout(120)
class FiringTest {
  @TempDir Path folder;
  private ScheduleBench bench;

  /** The first of this month in UTC, the latest planned time of a monthly schedule. */
  private Instant month;

  @BeforeEach
  void open() {
    bench = new ScheduleBench(folder);
    month = ago(0);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Instant ago(int months) {
    return bench
        .now()
        .atOffset(ZoneOffset.UTC)
        .truncatedTo(ChronoUnit.DAYS)
        .withDayOfMonth(1)
        .minusMonths(months)
        .toInstant();
  }

  private static ScheduleRequest monthly(String name) {
    return ScheduleBench.cron(name, "0 0 0 1 * *");
  }

  private static ScheduleRequest monthly(MissedRuns missed, int limit, Overlap overlap) {
    return ScheduleBench.with(monthly("monthly"), missed, limit, overlap);
  }

  private Schedule standingAt(ScheduleRequest request, Instant planned) {
    Schedule schedule = bench.create(request);
    bench.plan(schedule, planned);
    return schedule;
  }

  private int fireAll(Firing firing) {
    int all = 0;
    for (int decided = firing.runOnce(); decided > 0; decided = firing.runOnce()) {
      all += decided;
    }
    return all;
  }

  private List<String> outcomes(Schedule schedule) {
    return bench.runs(schedule).reversed().stream().map(ScheduleRun::outcome).toList();
  }

  private TaskId lastTask(Schedule schedule) {
    return TaskId.parse(String.valueOf(bench.find(schedule).lastTask())).orElseThrow();
  }

  /** Each planned time has one row and one task, and no task is without its row. */
  private void eachPlannedTimeHasOneTask(Schedule schedule, List<Instant> planned) {
    List<ScheduleRun> runs = bench.runs(schedule).reversed();
    assertThat(runs).extracting(ScheduleRun::plannedAt).containsExactlyElementsOf(planned);
    assertThat(runs).extracting(ScheduleRun::outcome).containsOnly("started");
    assertThat(
            bench.list(
                "SELECT id FROM tasks WHERE tags @> ARRAY['schedule:%s']".formatted(schedule.id())))
        .containsExactlyInAnyOrderElementsOf(
            runs.stream().map(r -> String.valueOf(r.task())).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void manyWhoFireAtOnceFireEachPlannedTimeOnce() throws Exception {
    Instant first = ago(23);
    List<Schedule> schedules = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ScheduleRequest request =
          ScheduleBench.with(monthly("at-once-" + i), MissedRuns.RUN_ALL, 1000, Overlap.ALLOW);
      schedules.add(standingAt(request, first));
    }
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<Integer>> firers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Firing firing = bench.firing();
        firers.add(
            pool.submit(() -> {
              go.await();
              return fireAll(firing);
            }));
      }
      go.countDown();
      int decided = 0;
      for (Future<Integer> firer : firers) {
        decided += firer.get();
      }
      assertThat(decided + fireAll(bench.firing())).isEqualTo(12 * 24);
    }
    for (Schedule schedule : schedules) {
      eachPlannedTimeHasOneTask(schedule, schedule.timing().from(first, 24));
    }
  }

  @Test
  void aTaskCarriesWhatItsScheduleSays() {
    Schedule schedule =
        standingAt(
            new ScheduleRequest(
                "nightly",
                "0 0 * * * *",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of("adapter", "mock", "tags", List.of("mine"), "metadata", Map.of("k", 1))),
            month);

    assertThat(bench.firing().runOnce()).isEqualTo(1);

    Task task = bench.engine.task(lastTask(schedule));
    assertThat(task.tags()).containsExactly("mine", "schedule:" + schedule.id());
    assertThat(task.metadataJson())
        .contains("\"k\": 1", schedule.id().toString(), "\"nightly\"", month.toString());
    assertThat(task.state()).isEqualTo(TaskState.PENDING);
    assertThat(bench.find(schedule).plannedAt()).isAfter(bench.now());
    assertThat(bench.firing().runOnce()).isZero();
  }

  @Test
  void aFirerThatDiesBeforeItsCommitLeavesThePlannedTimeToTheNext() {
    Schedule schedule = standingAt(monthly("h"), month);
    assertThatThrownBy(() -> bench.firing(DyingFirers.beforeTheCommit(bench)).runOnce())
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(bench.runs(schedule)).isEmpty();
    assertThat(bench.list("SELECT id FROM tasks")).isEmpty();

    assertThat(bench.firing().runOnce()).isEqualTo(1);

    eachPlannedTimeHasOneTask(schedule, List.of(month));
  }

  @Test
  void aFirerThatDiesAfterItsCommitHasFired() {
    Schedule schedule = standingAt(monthly("h"), month);
    assertThatThrownBy(() -> bench.firing(DyingFirers.afterTheCommit(bench)).runOnce())
        .isInstanceOf(DatabaseUnavailableException.class);

    assertThat(bench.firing().runOnce()).isZero();

    eachPlannedTimeHasOneTask(schedule, List.of(month));
  }

  @Test
  void firersThatDieAtEveryTurnNeitherLoseNorDoubleAPlannedTime() {
    Instant first = ago(11);
    Schedule schedule = standingAt(monthly(MissedRuns.RUN_ALL, 1000, Overlap.ALLOW), first);
    for (int turn = 0; turn < 12; turn++) {
      Database dying =
          turn % 2 == 0 ? DyingFirers.beforeTheCommit(bench) : DyingFirers.afterTheCommit(bench);
      assertThatThrownBy(() -> bench.firing(dying).runOnce())
          .isInstanceOf(DatabaseUnavailableException.class);
    }
    fireAll(bench.firing());

    eachPlannedTimeHasOneTask(schedule, schedule.timing().from(first, 12));
  }

  @Test
  void whoeverHoldsTheRowIsNotWaitedFor() throws Exception {
    Schedule held = standingAt(monthly("held"), month);
    Schedule free = standingAt(monthly("free"), month);
    try (var connection = bench.test.admin().getConnection();
        var lock =
            connection.prepareStatement(
                "SELECT 1 FROM schedules WHERE id = '%s' FOR UPDATE".formatted(held.id()))) {
      connection.setAutoCommit(false);
      lock.execute();

      assertThat(bench.firing().runOnce()).isEqualTo(1);

      connection.rollback();
    }
    assertThat(bench.runs(held)).isEmpty();
    assertThat(bench.runs(free)).hasSize(1);
  }

  @Test
  void missedTimesAreLeftOutMadeUpForOnceOrAllUpToALimit() {
    Instant first = ago(5);
    Schedule skip =
        standingAt(ScheduleBench.with(monthly("skip"), MissedRuns.SKIP, 1, Overlap.ALLOW), first);
    Schedule once =
        standingAt(
            ScheduleBench.with(monthly("once"), MissedRuns.RUN_ONCE, 1, Overlap.ALLOW), first);
    Schedule three =
        standingAt(
            ScheduleBench.with(monthly("three"), MissedRuns.RUN_ALL, 3, Overlap.ALLOW), first);

    fireAll(bench.firing());

    assertThat(outcomes(skip)).containsExactly("missed");
    assertThat(outcomes(once)).containsExactly("started", "missed");
    assertThat(outcomes(three)).containsExactly("started", "started", "started", "missed");
    for (Schedule schedule : List.of(skip, once, three)) {
      assertThat(bench.runs(schedule).getFirst().skippedUntil())
          .isEqualTo(bench.find(schedule).plannedAt())
          .isAfter(bench.now());
    }
  }

  @Test
  void anEarlierTaskThatGoesOnIsSkippedOver() {
    Schedule schedule = standingAt(monthly(MissedRuns.RUN_ALL, 1000, Overlap.SKIP), ago(2));

    fireAll(bench.firing());
    assertThat(outcomes(schedule)).startsWith("started", "overlap", "overlap");

    bench.end(lastTask(schedule));
    Instant planned = bench.find(schedule).plannedAt();
    bench.sql(
        "UPDATE schedules SET planned_at = last_planned_at + interval '1 second', next_run_at = now() WHERE id = '%s'"
            .formatted(schedule.id()));
    fireAll(bench.firing());
    assertThat(outcomes(schedule)).startsWith("started", "overlap", "overlap").endsWith("started");
    assertThat(bench.find(schedule).plannedAt()).isEqualTo(planned);
  }

  @Test
  void oneWaitsForTheEarlierTaskAndThoseInBetweenAreLeftOut() {
    Schedule schedule = standingAt(monthly(MissedRuns.RUN_ALL, 1000, Overlap.QUEUE_ONE), ago(3));
    assertThat(bench.firing().runOnce()).isEqualTo(1);

    bench.due(schedule);
    assertThat(bench.firing().runOnce()).isEqualTo(1);
    assertThat(bench.find(schedule).held()).isTrue();
    assertThat(outcomes(schedule)).containsExactly("started");
    TaskId first = lastTask(schedule);
    assertThat(bench.engine.task(first).cancelRequestedAt()).isNull();

    bench.end(first);
    bench.due(schedule);
    fireAll(bench.firing());
    assertThat(outcomes(schedule)).containsExactly("started", "started", "overlap");
    assertThat(bench.find(schedule).held()).isFalse();
    assertThat(bench.find(schedule).plannedAt()).isAfter(bench.now());
  }

  @Test
  void theEarlierTaskIsCanceledAndHasEndedBeforeTheNextOneStarts() {
    Schedule schedule =
        standingAt(monthly(MissedRuns.RUN_ALL, 1000, Overlap.CANCEL_PREVIOUS), ago(1));
    assertThat(bench.firing().runOnce()).isEqualTo(1);
    TaskId first = lastTask(schedule);

    assertThat(bench.firing().runOnce()).isEqualTo(1);
    assertThat(bench.engine.task(first).state()).isEqualTo(TaskState.CANCELED);
    assertThat(outcomes(schedule)).containsExactly("started");

    bench.due(schedule);
    assertThat(bench.firing().runOnce()).isEqualTo(1);
    assertThat(outcomes(schedule)).containsExactly("started", "started");
    assertThat(lastTask(schedule)).isNotEqualTo(first);
  }

  @Test
  void aSingleTimeIsFiredOnceAndTheScheduleHasEnded() {
    Schedule schedule =
        bench.create(
            new ScheduleRequest(
                "once",
                null,
                null,
                null,
                Duration.ofHours(1),
                null,
                null,
                null,
                null,
                Map.of("adapter", "mock")));
    assertThat(schedule.kind()).isEqualTo(ScheduleKind.DELAYED);
    assertThat(bench.firing().runOnce()).isZero();

    bench.due(schedule);
    assertThat(fireAll(bench.firing())).isEqualTo(1);

    assertThat(outcomes(schedule)).containsExactly("started");
    assertThat(bench.find(schedule).state()).isEqualTo(ScheduleState.ENDED);
    assertThat(bench.find(schedule).nextTimes(5)).isEmpty();
  }

  @Test
  void aTaskThatIsRefusedIsRecordedAndTheNextTimeComes() {
    Schedule schedule = standingAt(monthly("refused"), month);
    bench.sql("UPDATE schedules SET spec = '{\"args\": {\"exit_code\": \"zero\"}}'");

    fireAll(bench.firing());

    assertThat(bench.runs(schedule)).hasSize(1);
    assertThat(bench.runs(schedule).getFirst().outcome()).isEqualTo("failed");
    assertThat(bench.runs(schedule).getFirst().error()).contains("args.exit_code");
    assertThat(bench.find(schedule).plannedAt()).isAfter(month);
  }

  @Test
  void aScheduleThatCannotBeReadStandsInNobodysWay() {
    Schedule broken = standingAt(monthly("broken"), month.minusSeconds(1800));
    Schedule nowhere = standingAt(monthly("nowhere"), month.minusSeconds(1800));
    Schedule fine = standingAt(monthly("fine"), month);
    bench.sql("UPDATE schedules SET cron = 'nonsense' WHERE id = '%s'".formatted(broken.id()));
    bench.sql("UPDATE schedules SET zone = 'No/Where' WHERE id = '%s'".formatted(nowhere.id()));

    assertThat(bench.firing().runOnce()).isEqualTo(1);

    assertThat(outcomes(fine)).containsExactly("started");
    assertThat(bench.firing().runOnce()).isZero();
  }

  @Test
  void aFailureOfOursIsTriedAgainWhileThePlannedTimeIsStillInTime() {
    Instant planned = bench.now().truncatedTo(ChronoUnit.SECONDS);
    ScheduleRequest everySecond =
        ScheduleBench.with(
            ScheduleBench.cron("seconds", "* * * * * *"), MissedRuns.SKIP, 1, Overlap.ALLOW);
    Schedule schedule = standingAt(everySecond, planned);
    bench.sql("UPDATE schedules SET spec = '[]'");
    assertThat(bench.firing().runOnce()).isZero();

    bench.sql("UPDATE schedules SET spec = '{\"adapter\": \"mock\"}'");
    String left = "SELECT next_run_at <= clock_timestamp() + interval '20 seconds' FROM schedules";
    assertThat(bench.list(left)).containsExactly("t");
    bench.due(schedule);
    assertThat(bench.firing().runOnce()).isEqualTo(1);

    assertThat(outcomes(schedule)).containsExactly("started");
  }

  @Test
  void whatIsPausedDeletedOrOfAnAdapterThatIsNotHereIsNotFired() {
    Schedule paused = standingAt(monthly("paused"), month);
    Schedule deleted = standingAt(monthly("deleted"), month);
    Schedule foreign = standingAt(monthly("foreign"), month);
    ScheduleBench.stored(bench.schedules.pause(CALLER, paused.id()));
    assertThat(bench.schedules.remove(CALLER, deleted.id())).isTrue();
    bench.sql("UPDATE schedules SET adapter = 'other' WHERE id = '%s'".formatted(foreign.id()));

    assertThat(bench.firing().runOnce()).isZero();
    assertThat(bench.list("SELECT task_id FROM schedule_runs")).isEmpty();
  }

  @Test
  void historyKeepsTheNewestThousand() {
    Schedule schedule = standingAt(monthly("long"), month);
    bench.sql(
        """
        INSERT INTO schedule_runs (schedule_id, planned_at, tenant_id, outcome)
        SELECT id, planned_at - make_interval(secs => n), tenant_id, 'overlap'
          FROM schedules, generate_series(1, 1010) AS n
        """);

    fireAll(bench.firing());

    assertThat(bench.list("SELECT count(*) FROM schedule_runs")).containsExactly("1000");
    assertThat(bench.runs(schedule).getFirst().outcome()).isEqualTo("started");
  }

  @Test
  void whatWasDeletedLongAgoIsRemovedWithItsHistory() {
    Schedule old = standingAt(monthly("old"), month);
    Schedule fresh = standingAt(monthly("fresh"), month);
    fireAll(bench.firing());
    assertThat(bench.schedules.remove(CALLER, old.id())).isTrue();
    assertThat(bench.schedules.remove(CALLER, fresh.id())).isTrue();
    bench.sql(
        "UPDATE schedules SET deleted_at = now() - interval '31 days' WHERE id = '%s'"
            .formatted(old.id()));

    assertThat(bench.list("SELECT DISTINCT spec FROM schedules")).containsExactly("{}");
    assertThat(new DeletedSchedules(bench.engine.database()).runOnce()).isEqualTo(1);

    assertThat(bench.list("SELECT schedule_id FROM schedule_runs"))
        .containsExactly(fresh.id().toString());
    assertThat(bench.list("SELECT id FROM tasks")).hasSize(2);
  }
}
