package dev.axontask.engine.worker;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.Decision;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.TaskClock;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.task.TaskStatus;
import dev.axontask.engine.task.Transitions;
import dev.axontask.engine.task.Verdicts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on attempts whose worker or host is gone: their tasks are lost, or tried again, or wait
 * for the host.
 */
final class LostAttempts {
  private final Verdicts verdicts;

  LostAttempts(Verdicts verdicts) {
    this.verdicts = verdicts;
  }

  /**
   * What a row tells.
   *
   * @param untilDeadline null without a deadline
   */
  private record Row(
      TaskStatus status,
      Duration ran,
      long bytes,
      RetryPolicy policy,
      boolean cancelRequested,
      @Nullable Duration untilDeadline) {}

  /**
   * Carries out what the command means for the attempt. The head is locked already, in this
   * transaction, and its token raised: whoever ran the attempt writes nothing any more.
   *
   * @param clock that told of the loss, if one did
   * @return the event, to publish after the commit; empty if the attempt goes on
   */
  Optional<Event> decide(
      Connection tx, OpenAttempt attempt, Command command, @Nullable TaskClock clock)
      throws SQLException {
    Row row = row(tx, attempt);
    return switch (Transitions.decide(row.status(), command)) {
      case Decision.EndAsLost(var error) -> lost(tx, attempt, row, error, clock);
      case Decision.WaitForHost wait -> Optional.empty();
      case Decision.Nothing nothing -> Optional.empty();
      case Decision.CancelNow impossible -> throw new IllegalStateException("nobody canceled");
      case Decision.AskToStop impossible -> throw new IllegalStateException("nobody canceled");
      case Decision.TimeOutNow impossible -> throw new IllegalStateException("it does not wait");
    };
  }

  private Optional<Event> lost(
      Connection tx, OpenAttempt attempt, Row row, AdapterError error, @Nullable TaskClock clock)
      throws SQLException {
    EndedAttempt ended =
        new EndedAttempt(
            attempt.number(),
            TaskState.LOST,
            error.temporary(),
            true,
            clock,
            row.cancelRequested(),
            row.untilDeadline());
    String word = clock == null ? null : clock.word();
    EndPayload payload =
        new EndPayload(null, null, error, "engine", word, null, row.ran().toMillis(), row.bytes());
    return verdicts.write(
        tx,
        attempt.tenant(),
        attempt.task(),
        ended,
        verdicts.after(ended, row.policy()),
        payload,
        attempt.token());
  }

  private static Row row(Connection tx, OpenAttempt attempt) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT t.started_at, t.max_attempts, t.retry_on, t.on_worker_loss,
                   t.cancel_requested_at IS NOT NULL AS to_cancel,
                   (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                     WHERE e.task_id = t.id AND e.kind IN ('stdout', 'stderr')) AS bytes_streamed,
                   (extract(epoch FROM clock_timestamp() - a.started_at) * 1000000)::bigint AS ran_us,
                   (extract(epoch FROM t.deadline - clock_timestamp()) * 1000000)::bigint AS deadline_us
              FROM tasks t JOIN attempts a ON a.task_id = t.id
             WHERE t.id = ? AND a.number = ? AND t.state = 'running'
               FOR UPDATE OF t
            """)) {
      select.setObject(1, attempt.task().value());
      select.setInt(2, attempt.number());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException(
              "an open attempt of a task that does not run: " + attempt);
        }
        return read(row, attempt.number());
      }
    }
  }

  private static Row read(ResultSet row, int attempt) throws SQLException {
    return new Row(
        new TaskStatus.Running(
            attempt, row.getObject("started_at", OffsetDateTime.class).toInstant()),
        Duration.of(row.getLong("ran_us"), ChronoUnit.MICROS),
        row.getLong("bytes_streamed"),
        RetryPolicy.read(row),
        row.getBoolean("to_cancel"),
        untilDeadline(row));
  }

  private static @Nullable Duration untilDeadline(ResultSet row) throws SQLException {
    long micros = row.getLong("deadline_us");
    return row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
  }
}
