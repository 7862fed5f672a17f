package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.deadletter.Redrive;
import dev.axontask.engine.deadletter.Redrives;
import dev.axontask.engine.schedule.DueTimes;
import dev.axontask.engine.schedule.Firing;
import dev.axontask.engine.schedule.FiringMeters;
import dev.axontask.engine.schedule.Overlap;
import dev.axontask.engine.schedule.ScheduleAnswer;
import dev.axontask.engine.schedule.ScheduleRequest;
import dev.axontask.engine.schedule.Schedules;
import dev.axontask.engine.task.TaskRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What starts tasks that nobody submits; to be stale is to come second. */
final class StartSteps {
  private StartSteps() {}

  /** A planned time that has come; one time alone, since what was missed before is made up once. */
  static final class Fire implements Step {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final StepBench bench;
    private final UUID schedule;
    private final String planned;

    Fire(StepBench bench) {
      this.bench = bench;
      this.schedule = schedule();
      bench.update(
          """
          UPDATE schedules SET planned_at = month, next_run_at = month
            FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month) AS of
           WHERE id = ?
          """,
          schedule);
      this.planned = bench.value("SELECT planned_at::text FROM schedules WHERE id = ?", schedule);
    }

    private UUID schedule() {
      Schedules schedules =
          new Schedules(
              bench.fleet.database,
              bench.fleet.frontend.engine().submissions(),
              Fire::read,
              new DueTimes(RANDOM),
              UUID::randomUUID);
      ScheduleRequest monthly =
          new ScheduleRequest(
              UUID.randomUUID().toString(),
              "0 0 0 1 * *",
              null,
              null,
              null,
              null,
              null,
              Overlap.ALLOW,
              null,
              Map.of("adapter", "mock"));
      ScheduleAnswer answer = schedules.create(CALLER, monthly, false);
      if (answer instanceof ScheduleAnswer.Stored stored) {
        return stored.schedule().id().value();
      }
      throw new AssertionError("not stored: " + answer);
    }

    private static TaskRequest read(Map<String, @Nullable Object> spec) {
      List<String> tags =
          spec.get("tags") instanceof List<?> given
              ? given.stream().map(String::valueOf).toList()
              : List.of();
      return new TaskRequest(
          "mock",
          Map.of(),
          null,
          null,
          null,
          (String) spec.get("idempotency_key"),
          null,
          null,
          null,
          tags,
          Map.of());
    }

    private Firing firing(Database database) {
      return new Firing(
          new Firing.Parts(
              database,
              bench.fleet.frontend.adapters(),
              bench.fleet.frontend.engine().submissions(),
              Fire::read,
              bench.fleet.frontend.engine().cancellations(),
              new DueTimes(RANDOM),
              RANDOM,
              new FiringMeters(new SimpleMeterRegistry())));
    }

    @Override
    public String statement() {
      return "made_up, clock_timestamp() AS now";
    }

    @Override
    public void run() {
      int _ = bench.again(firing(bench.faulty)::runOnce);
    }

    @Override
    public void outdate() {
      assertThat(firing(bench.fleet.database).runOnce()).isEqualTo(1);
    }

    @Override
    public void check() {
      assertThat(
              bench.value(
                  """
                  SELECT string_agg(r.outcome || ' ' || t.state, ', ')
                    FROM schedule_runs r LEFT JOIN tasks t ON t.id = r.task_id
                   WHERE r.schedule_id = ?
                  """,
                  schedule))
          .isEqualTo("started pending");
      assertThat(
              bench.value(
                  "SELECT count(*) FROM tasks WHERE tags @> ARRAY[?::text]",
                  "schedule:" + schedule))
          .isEqualTo("1");
      assertThat(
              bench.value(
                  """
                  SELECT last_planned_at = ?::timestamptz AND next_run_at = planned_at
                         AND planned_at > clock_timestamp()
                    FROM schedules WHERE id = ?
                  """,
                  planned,
                  schedule))
          .isEqualTo("true");
    }

    @Override
    public void checkStale() {
      check();
    }
  }

  /** A dead letter that is started again. */
  static final class Again implements Step {
    private final StepBench bench;
    private final TaskId dead;
    private final Set<TaskId> started = new HashSet<>();
    private int first;

    Again(StepBench bench) throws Exception {
      this.bench = bench;
      this.dead = RetrySteps.dead(bench);
    }

    private void redrive(Database database) {
      Redrives redrives =
          new Redrives(
              database,
              bench.fleet.frontend.engine().deadLetters(),
              bench.fleet.frontend.engine().submissions());
      if (!(redrives.redrive(CALLER, dead) instanceof Redrive.Started again)) {
        throw new AssertionError("not started again: " + dead);
      }
      started.add(again.task().id());
      first += again.already() ? 0 : 1;
    }

    @Override
    public String statement() {
      return "FOR UPDATE OF d";
    }

    @Override
    public void run() {
      int _ =
          bench.again(() -> {
            redrive(bench.faulty);
            return first;
          });
    }

    @Override
    public void outdate() {
      redrive(bench.fleet.database);
    }

    @Override
    public void check() {
      assertThat(started).hasSize(1);
      TaskId again = started.iterator().next();
      assertThat(first).as("at most one is told that it was the first").isLessThanOrEqualTo(1);
      assertThat(
              bench.value(
                  "SELECT string_agg(id::text, ' ') FROM tasks WHERE redrive_of = ?", dead.value()))
          .isEqualTo(again.toString());
      assertThat(
              bench.value("SELECT redriven_as FROM dead_letters WHERE task_id = ?", dead.value()))
          .isEqualTo(again.toString());
      assertThat(bench.state(dead)).isEqualTo("dead_letter");
      assertThat(bench.state(again)).isEqualTo("pending");
    }

    @Override
    public void checkStale() {
      check();
    }
  }
}
