package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.ResumePoint;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Puts a task whose attempt has ended back into the queue, in the caller's transaction: the {@code
 * retry} event, the attempt's end, the task's state and its queue entry.
 *
 * <p>A crash before the commit leaves the attempt open, for whoever finds its worker dead; after
 * it, the task waits like any other, and what the attempt left on its host is found by the host's
 * cleaner. The next claim raises the fencing token. Where the next attempt goes on in the adapter's
 * records is forgotten; the questions of the one that ended are closed by its number.
 */
final class Requeue {
  private final OneOffAppend log;

  Requeue(OneOffAppend log) {
    this.log = log;
  }

  /**
   * Puts it back. Locks the head first, like everyone. A task that is to be canceled gets no queue
   * entry: {@link WaitingTasks} ends it.
   *
   * @param outcome the word for how the attempt ended
   * @param expected the token that the head must still have
   * @return the event, to publish after the commit; empty if the attempt has ended or the token is
   *     another, and nothing was written
   */
  Optional<Event> run(
      Connection tx,
      TenantId tenant,
      TaskId task,
      int attempt,
      String outcome,
      AdapterError error,
      Duration delay,
      FencingToken expected)
      throws SQLException {
    TaskLocks.head(tx, task);
    if (!AttemptRows.open(tx, task, attempt)) {
      return Optional.empty();
    }
    byte[] payload = RetryPayload.json(attempt, error, delay);
    EventDraft draft = new EventDraft(attempt, EventKind.RETRY, payload, ResumePoint.BEGINNING);
    Optional<Event> event = log.append(tx, tenant, task, draft, expected);
    if (event.isPresent()) {
      OffsetDateTime at = Micros.instant(event.get().tsMicros()).atOffset(ZoneOffset.UTC);
      putBack(tx, task, attempt, delay);
      AttemptRows.end(tx, task, attempt, outcome, error, at);
    }
    return event;
  }

  private static void putBack(Connection tx, TaskId task, int attempt, Duration delay)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            WITH waiting AS (
              UPDATE tasks
                 SET state = 'pending', run_at = clock_timestamp() + ? * interval '1 millisecond',
                     bytes_streamed = (SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
                                        WHERE e.task_id = tasks.id AND e.kind IN ('stdout', 'stderr'))
               WHERE id = ? AND state = 'running' AND attempt = ?
              RETURNING id, tenant_id, adapter, priority, run_at, concurrency_key, rate_limit_key,
                        target, cancel_requested_at
            ), queued AS (
              INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at, concurrency_key,
                                      rate_limit_key, target, hold)
              SELECT id, tenant_id, adapter, priority, run_at, concurrency_key, rate_limit_key, target,
                     CASE WHEN EXISTS (SELECT FROM paused_keys p
                                        WHERE p.tenant_id = waiting.tenant_id
                                          AND p.key = waiting.rate_limit_key AND p.until > now())
                            THEN 'rate_limit_key'
                          WHEN concurrency_key IS NOT NULL THEN 'concurrency_key' END
                FROM waiting
               WHERE cancel_requested_at IS NULL
            )
            SELECT count(*) FROM waiting
            """)) {
      update.setLong(1, delay.toMillis());
      update.setObject(2, task.value());
      update.setInt(3, attempt);
      try (ResultSet row = update.executeQuery()) {
        row.next();
        if (row.getInt(1) != 1) {
          throw new IllegalStateException(
              "attempt " + attempt + " of " + task + " is open and does not run");
        }
      }
    }
  }
}
