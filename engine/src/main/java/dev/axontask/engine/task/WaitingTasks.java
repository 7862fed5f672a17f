package dev.axontask.engine.task;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks that wait: for their time, for a worker, or for another attempt. A crash before the
 * commit leaves a task waiting as it was, to be found again.
 */
public final class WaitingTasks {
  private final UnattendedEnd ends;

  public WaitingTasks(UnattendedEnd ends) {
    this.ends = ends;
  }

  /**
   * Waiting tasks that have to end: their start clock or their deadline is over by the database's
   * clock, or they are to be canceled.
   *
   * @param most of each of these three
   */
  public List<TaskId> overdue(Connection tx, int most) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT task_id FROM (
              (SELECT task_id FROM task_queue
                WHERE start_by IS NOT NULL AND start_by <= clock_timestamp()
                ORDER BY start_by LIMIT ?)
              UNION
              (SELECT id FROM tasks
                WHERE deadline IS NOT NULL AND ended_at IS NULL AND deadline <= clock_timestamp()
                  AND state IN ('scheduled', 'pending')
                ORDER BY deadline LIMIT ?)
              UNION
              (SELECT id FROM tasks
                WHERE cancel_requested_at IS NOT NULL AND ended_at IS NULL AND state = 'pending'
                LIMIT ?)
            ) AS overdue
            """)) {
      for (int i = 1; i <= 3; i++) {
        select.setInt(i, most);
      }
      List<TaskId> overdue = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          overdue.add(new TaskId(row.getObject("task_id", UUID.class)));
        }
      }
      return overdue;
    }
  }

  /** What is true of a task under its locks. */
  private record Facts(TenantId tenant, Command command, @Nullable String cancelReason) {}

  /**
   * Looks again under the task's locks, and ends it if it still waits and has to end.
   *
   * @return the terminal event, to publish after the commit
   */
  public Optional<Event> end(Connection tx, TaskId id) throws SQLException {
    TaskLocks.all(tx, id);
    Optional<Facts> facts = facts(tx, id);
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    Task task = TaskDirectory.find(tx, facts.get().tenant(), id).orElseThrow();
    return switch (Transitions.decide(TaskStatus.of(task), facts.get().command())) {
      case Decision.CancelNow now -> Optional.of(cancel(tx, task, facts.get().cancelReason()));
      case Decision.TimeOutNow(TaskClock clock, var error) -> {
        EndPayload payload =
            new EndPayload(
                null, null, error, "engine", clock.word(), null, 0, task.bytesStreamed());
        yield Optional.of(end(tx, task, EventKind.TIMED_OUT, payload));
      }
      case Decision.Nothing runsOrHasEnded -> Optional.empty();
      case Decision.AskToStop runs -> Optional.empty();
      case Decision.WaitForHost impossible -> throw new IllegalStateException("no host is asked");
      case Decision.EndAsLost impossible -> throw new IllegalStateException("nothing is lost");
    };
  }

  private static Optional<Facts> facts(Connection tx, TaskId id) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT tenant_id, cancel_requested_at IS NOT NULL AS to_cancel, cancel_reason,
                   deadline <= clock_timestamp() AS past_deadline,
                   EXISTS (SELECT FROM task_queue q
                            WHERE q.task_id = tasks.id AND q.start_by <= clock_timestamp()) AS unstarted
              FROM tasks WHERE id = ?
            """)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
        Optional<Command> command = command(row);
        return command.isEmpty()
            ? Optional.empty()
            : Optional.of(new Facts(tenant, command.get(), row.getString("cancel_reason")));
      }
    }
  }

  private static Optional<Command> command(ResultSet row) throws SQLException {
    if (row.getBoolean("to_cancel")) {
      return Optional.of(new Command.Cancel());
    }
    if (row.getBoolean("past_deadline")) {
      return Optional.of(new Command.DeadlineOver());
    }
    return row.getBoolean("unstarted") ? Optional.of(new Command.StartOverdue()) : Optional.empty();
  }

  /** Cancels a task that waits, under its locks. */
  Event cancel(Connection tx, Task task, @Nullable String reason) throws SQLException {
    EndPayload payload =
        new EndPayload(null, null, null, "cancel", null, reason, 0, task.bytesStreamed());
    return end(tx, task, EventKind.CANCELED, payload);
  }

  private Event end(Connection tx, Task task, EventKind kind, EndPayload payload)
      throws SQLException {
    Event event =
        ends.waiting(tx, task.tenant(), task.id(), task.attempt(), kind, payload)
            .orElseThrow(() -> new IllegalStateException("a waiting task has an open log"));
    try (PreparedStatement delete =
        tx.prepareStatement("DELETE FROM task_queue WHERE task_id = ?")) {
      delete.setObject(1, task.id().value());
      delete.executeUpdate();
    }
    return event;
  }
}
