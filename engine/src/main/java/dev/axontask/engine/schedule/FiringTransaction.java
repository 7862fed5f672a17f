package dev.axontask.engine.schedule;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.schedule.Step.Skipped;
import dev.axontask.engine.schedule.Step.Then;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Submissions;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides on one planned time of one schedule, in one transaction that runs as its tenant. A crash
 * before the commit leaves the schedule as due as it was, without a task; after it, the task is
 * queued and the schedule stands at its next time. Can be run again after a commit whose answer was
 * lost: by then the schedule is not due at this time any more.
 */
final class FiringTransaction {
  private final Connection tx;
  private final TenantId tenant;
  private final Submissions submissions;
  private final RunRequest runs;
  private final DueTimes dueTimes;

  FiringTransaction(
      Connection tx, TenantId tenant, Submissions submissions, RunRequest runs, DueTimes dueTimes) {
    this.tx = tx;
    this.tenant = tenant;
    this.submissions = submissions;
    this.runs = runs;
    this.dueTimes = dueTimes;
  }

  /** A schedule that is locked, and how it stands. */
  private record Locked(Schedule schedule, Due due, Instant now) {}

  /** Empty if it is not due any more, or somebody else has it, or its adapter cannot run here. */
  Optional<Fired> run(ScheduleId id) throws SQLException {
    Optional<Locked> locked = lock(id);
    if (locked.isEmpty()) {
      return Optional.empty();
    }
    Schedule schedule = locked.get().schedule();
    Due due = locked.get().due();
    Step step =
        new Planning(schedule.timing(), schedule.policies()).decide(due, locked.get().now());
    return switch (step) {
      case Step.Fire fire -> fire(locked.get(), fire);
      case Step.PassOver passed -> {
        record(id, passed.skipped());
        advance(schedule, due, passed.then(), null, null);
        yield Optional.of(Fired.passedOver(passed.skipped().why()));
      }
      case Step.Hold hold -> {
        hold(schedule);
        yield Optional.of(Fired.held(hold.cancelPrevious() ? previous(schedule) : null));
      }
    };
  }

  private static @Nullable TaskId previous(Schedule schedule) {
    String last = schedule.lastTask();
    return last == null ? null : TaskId.parse(last).orElseThrow();
  }

  private Optional<Locked> lock(ScheduleId id) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT "
                + ScheduleRows.COLUMNS
                + ", made_up, clock_timestamp() AS now"
                + " FROM schedules WHERE id = ? AND state = 'active' AND deleted_at IS NULL"
                + " AND next_run_at <= clock_timestamp() FOR UPDATE SKIP LOCKED")) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Schedule schedule = ScheduleRows.read(row);
        Due due =
            new Due(
                ScheduleRows.there(row, "planned_at"),
                row.getBoolean("held"),
                row.getInt("made_up"),
                goesOn(previous(schedule)));
        return Optional.of(new Locked(schedule, due, ScheduleRows.there(row, "now")));
      }
    }
  }

  /**
   * In a statement after the lock: the locking one may have waited or come late, and would answer
   * from before the firing that started the task.
   */
  private boolean goesOn(@Nullable TaskId task) throws SQLException {
    if (task == null) {
      return false;
    }
    try (PreparedStatement select =
        tx.prepareStatement("SELECT 1 FROM tasks WHERE id = ? AND ended_at IS NULL")) {
      select.setObject(1, task.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private Optional<Fired> fire(Locked locked, Step.Fire fire) throws SQLException {
    Schedule schedule = locked.schedule();
    Instant planned = locked.due().planned();
    Caller caller = new Caller(tenant, schedule.principal());
    TaskRequest request = runs.of(schedule.id(), schedule.name(), schedule.task(), planned);
    Submissions.Within submitted = submissions.submit(tx, caller, request);
    Submission answer = submitted.answer();
    if (answer instanceof Submission.AdapterUnavailable) {
      return Optional.empty();
    }
    TaskId task =
        answer instanceof Submission.Accepted(Task accepted, boolean again) ? accepted.id() : null;
    String error = task == null ? error(answer) : null;
    UUID started = task == null ? null : task.value();
    RunRows.insert(
        tx,
        tenant,
        schedule.id(),
        new RunRows.New(planned, task == null ? "failed" : "started", null, started, error));
    if (fire.also().isPresent()) {
      record(schedule.id(), fire.also().get());
    }
    advance(schedule, locked.due(), fire.then(), started, locked.now());
    return Optional.of(
        task == null
            ? Fired.failed(String.valueOf(error))
            : Fired.started(
                task, Duration.between(planned, locked.now()), submitted.afterCommit()));
  }

  /** Why a task was not accepted. */
  private static String error(Submission answer) {
    String text =
        switch (answer) {
          case Submission.Invalid invalid ->
              invalid.problems().stream()
                  .map(FiringTransaction::text)
                  .collect(Collectors.joining("; "));
          case Submission.Conflict conflict ->
              "the idempotency key %s stands for another request"
                  .formatted(conflict.idempotencyKey());
          case Submission.Duplicate duplicate ->
              "task %s holds the unique key %s"
                  .formatted(duplicate.holder().id(), duplicate.uniqueKey());
          case Submission.AdapterUnavailable unavailable -> unavailable.reason();
          case Submission.Accepted accepted ->
              throw new IllegalArgumentException("accepted is no refusal");
        };
    return text.substring(0, Math.min(text.length(), Limits.ERROR_MESSAGE_LENGTH));
  }

  private static String text(FieldProblem problem) {
    return problem.field() + " " + problem.message();
  }

  private void record(ScheduleId id, Skipped skipped) throws SQLException {
    String outcome =
        switch (skipped.why()) {
          case OVERLAP -> "overlap";
          case MISSED -> "missed";
        };
    RunRows.insert(
        tx,
        tenant,
        id,
        new RunRows.New(skipped.first(), outcome, skipped.until().orElse(null), null, null));
  }

  /**
   * To the next time, if the schedule still stands at the one that was decided on.
   *
   * @param now null if nothing was started
   */
  private void advance(
      Schedule schedule, Due due, Then then, @Nullable UUID task, @Nullable Instant now)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE schedules
               SET planned_at = ?, next_run_at = ?, state = ?, held = false, made_up = ?,
                   last_planned_at = planned_at, last_run_at = coalesce(?, last_run_at),
                   last_task_id = coalesce(?, last_task_id)
             WHERE id = ? AND planned_at = ?
            """)) {
      Instant next = then.next().orElse(null);
      update.setObject(1, ScheduleRows.time(next));
      update.setObject(
          2, ScheduleRows.time(next == null ? null : dueTimes.due(schedule.policies(), next)));
      update.setString(3, (next == null ? ScheduleState.ENDED : ScheduleState.ACTIVE).word());
      update.setInt(4, then.madeUp());
      update.setObject(5, ScheduleRows.time(task == null ? null : now));
      update.setObject(6, task);
      update.setObject(7, schedule.id().value());
      update.setObject(8, ScheduleRows.time(due.planned()));
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException(
            "schedule " + schedule.id() + " moved on while it was locked");
      }
    }
    RunRows.trim(tx, schedule.id());
  }

  private void hold(Schedule schedule) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE schedules SET held = true, next_run_at = clock_timestamp() + ?::interval
             WHERE id = ?
            """)) {
      update.setString(1, Limits.SCHEDULE_HOLD.toMillis() + " milliseconds");
      update.setObject(2, schedule.id().value());
      update.executeUpdate();
    }
  }
}
