package dev.axontask.engine.task;

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
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Ends a task in the caller's transaction, apart from the appender: its terminal event, its row,
 * and its attempt's row if one is open. Rows are locked in the order head, task, attempt, as
 * everywhere.
 */
public final class UnattendedEnd {
  private final OneOffAppend log;

  public UnattendedEnd(OneOffAppend log) {
    this.log = log;
  }

  OneOffAppend log() {
    return log;
  }

  /**
   * Ends a task that waits: for its first attempt, or for the next.
   *
   * @param attempt the latest, which has ended; 0 if it was never claimed
   * @return the terminal event, to publish after the commit; empty if it has ended
   */
  public Optional<Event> waiting(
      Connection tx, TenantId tenant, TaskId task, int attempt, EventKind kind, EndPayload payload)
      throws SQLException {
    EventDraft draft = new EventDraft(attempt, kind, payload.json(), null);
    Optional<Event> event = log.append(tx, tenant, task, draft, null);
    if (event.isPresent()) {
      endTask(tx, task, kind, payload, at(event.get()));
    }
    return event;
  }

  /**
   * Ends a task together with its attempt.
   *
   * @param expected the token that the head must still have
   * @return the terminal event, to publish after the commit; empty if it has ended or the token is
   *     another, and nothing was written
   */
  Optional<Event> end(
      Connection tx,
      TenantId tenant,
      TaskId task,
      int attempt,
      EventKind kind,
      EndPayload payload,
      FencingToken expected)
      throws SQLException {
    EventDraft draft = new EventDraft(attempt, kind, payload.json(), null);
    Optional<Event> event = log.append(tx, tenant, task, draft, expected);
    if (event.isPresent()) {
      endTask(tx, task, kind, payload, at(event.get()));
      AttemptRows.end(tx, task, attempt, kind.word(), payload.error(), at(event.get()));
    }
    return event;
  }

  /**
   * Ends a task that is not tried again, although it was to be.
   *
   * @param outcome of its last attempt
   * @return as {@link #end}
   */
  Optional<Event> deadLetter(
      Connection tx,
      TenantId tenant,
      TaskId task,
      int attempt,
      EventKind outcome,
      NextStep.Reason reason,
      EndPayload payload,
      FencingToken expected)
      throws SQLException {
    byte[] json = payload.because(reason).json();
    EventDraft draft = new EventDraft(attempt, EventKind.DEAD_LETTER, json, null);
    Optional<Event> event = log.append(tx, tenant, task, draft, expected);
    if (event.isPresent()) {
      OffsetDateTime at = at(event.get());
      endTask(tx, task, EventKind.DEAD_LETTER, payload, at);
      AttemptRows.end(tx, task, attempt, outcome.word(), payload.error(), at);
      DeadLetters.insert(tx, tenant, task, reason, payload.error(), attempt, at);
    }
    return event;
  }

  private static OffsetDateTime at(Event event) {
    return Micros.instant(event.tsMicros()).atOffset(ZoneOffset.UTC);
  }

  private static void endTask(
      Connection tx, TaskId task, EventKind kind, EndPayload payload, OffsetDateTime at)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE tasks SET state = ?, ended_at = ?, error = ?::jsonb, exit_code = ?, signal = ?,
                   bytes_streamed = (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                                      WHERE e.task_id = tasks.id AND e.kind IN ('stdout', 'stderr'))
             WHERE id = ? AND ended_at IS NULL
            """)) {
      update.setString(1, kind.word());
      update.setObject(2, at);
      update.setString(3, EndPayload.errorJson(payload.error()));
      update.setObject(4, payload.exitCode(), Types.INTEGER);
      update.setObject(5, payload.signal(), Types.INTEGER);
      update.setObject(6, task.value());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("task " + task + " had ended although its log was open");
      }
    }
  }
}
