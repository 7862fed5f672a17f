package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.OneOffAppend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a task that no worker holds, in the caller's transaction: its terminal event, its row and
 * its attempt's row. Rows are locked in the order head, task, attempt, as everywhere.
 */
public final class UnattendedEnd {
  private final OneOffAppend log;

  public UnattendedEnd(OneOffAppend log) {
    this.log = log;
  }

  /**
   * Ends the task.
   *
   * @param attempt 0 if it was never claimed
   * @param expected the token that the head must still have; null if any will do
   * @return the terminal event, to publish after the commit; empty if it has ended or the token is
   *     another, and nothing was written
   */
  public Optional<Event> end(
      Connection tx,
      TenantId tenant,
      TaskId task,
      int attempt,
      EventKind kind,
      EndPayload payload,
      @Nullable FencingToken expected)
      throws SQLException {
    EventDraft draft = new EventDraft(attempt, kind, payload.json(), null);
    Optional<Event> event = log.append(tx, tenant, task, draft, expected);
    if (event.isPresent()) {
      OffsetDateTime at = Micros.instant(event.get().tsMicros()).atOffset(ZoneOffset.UTC);
      endTask(tx, task, kind, payload.error(), at);
      if (attempt > 0) {
        endAttempt(tx, task, attempt, kind, payload.error(), at);
      }
    }
    return event;
  }

  private static void endTask(
      Connection tx, TaskId task, EventKind kind, @Nullable AdapterError error, OffsetDateTime at)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE tasks SET state = ?, ended_at = ?, error = ?::jsonb,
                   bytes_streamed = (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                                      WHERE e.task_id = tasks.id AND e.kind IN ('stdout', 'stderr'))
             WHERE id = ? AND ended_at IS NULL
            """)) {
      update.setString(1, kind.word());
      update.setObject(2, at);
      update.setString(3, EndPayload.errorJson(error));
      update.setObject(4, task.value());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("task " + task + " had ended although its log was open");
      }
    }
  }

  private static void endAttempt(
      Connection tx,
      TaskId task,
      int attempt,
      EventKind kind,
      @Nullable AdapterError error,
      OffsetDateTime at)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE attempts SET ended_at = ?, outcome = ?, error = ?::jsonb,
                   bytes = (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                             WHERE e.task_id = attempts.task_id AND e.attempt = attempts.number
                               AND e.kind IN ('stdout', 'stderr'))
             WHERE task_id = ? AND number = ? AND ended_at IS NULL
            """)) {
      update.setObject(1, at);
      update.setString(2, kind.word());
      update.setString(3, EndPayload.errorJson(error));
      update.setObject(4, task.value());
      update.setInt(5, attempt);
      update.executeUpdate();
    }
  }
}
