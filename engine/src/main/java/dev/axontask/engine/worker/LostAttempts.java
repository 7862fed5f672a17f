package dev.axontask.engine.worker;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.Decision;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.TaskStatus;
import dev.axontask.engine.task.Transitions;
import dev.axontask.engine.task.UnattendedEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Decides on attempts whose worker or host is gone, and ends those that are lost. */
final class LostAttempts {
  private final UnattendedEnd unattended;

  LostAttempts(UnattendedEnd unattended) {
    this.unattended = unattended;
  }

  private record Row(TaskStatus status, Duration ran, long bytes) {}

  /**
   * Ends the attempt's task if the command means so. The head is locked already, in this
   * transaction.
   *
   * @return the terminal event, to publish after the commit; empty if the task goes on
   */
  Optional<Event> end(Connection tx, OpenAttempt attempt, Command command) throws SQLException {
    Row row = row(tx, attempt);
    return switch (Transitions.decide(row.status(), command)) {
      case Decision.EndAsLost(var error) -> {
        EndPayload payload =
            new EndPayload(
                null, null, error, "engine", null, null, row.ran().toMillis(), row.bytes());
        yield unattended.end(
            tx,
            attempt.tenant(),
            attempt.task(),
            attempt.number(),
            EventKind.LOST,
            payload,
            attempt.token());
      }
      case Decision.WaitForHost wait -> Optional.empty();
      case Decision.Nothing nothing -> Optional.empty();
      case Decision.CancelNow impossible -> throw new IllegalStateException("nobody canceled");
      case Decision.AskToStop impossible -> throw new IllegalStateException("nobody canceled");
    };
  }

  private static Row row(Connection tx, OpenAttempt attempt) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT t.started_at,
                   (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                     WHERE e.task_id = t.id AND e.kind IN ('stdout', 'stderr')) AS bytes_streamed,
                   (extract(epoch FROM clock_timestamp() - a.started_at) * 1000000)::bigint AS ran_us
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
        return new Row(
            new TaskStatus.Running(
                attempt.number(), row.getObject("started_at", OffsetDateTime.class).toInstant()),
            Duration.of(row.getLong("ran_us"), ChronoUnit.MICROS),
            row.getLong("bytes_streamed"));
      }
    }
  }
}
