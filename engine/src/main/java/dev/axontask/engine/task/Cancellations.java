package dev.axontask.engine.task;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cancels tasks. Rows are locked in the order in which a claim locks them (queue, head, task), so
 * that the two never wait for each other. Thread-safe.
 */
public final class Cancellations {
  private final Database database;
  private final WaitingTasks waiting;
  private final Publisher publisher;
  private final Doorbell doorbell;

  public Cancellations(
      Database database, WaitingTasks waiting, Publisher publisher, Doorbell doorbell) {
    this.database = database;
    this.waiting = waiting;
    this.publisher = publisher;
    this.doorbell = doorbell;
  }

  /** What a transaction did: the answer, and the event to publish. */
  record Done(TaskId task, Cancellation answer, @Nullable Event event) {}

  /**
   * Cancels a task: at once if it has not started, else by asking whoever runs it. Asking again is
   * no error; a shorter grace takes effect.
   *
   * @param reason for the log; at most {@value Limits#CANCEL_REASON_LENGTH} characters are kept
   * @param grace from the polite request to end until the kill, at most five minutes; null for the
   *     default
   */
  public Cancellation cancel(
      Caller caller, TaskId id, @Nullable String reason, @Nullable Duration grace) {
    String kept = kept(reason);
    int seconds = seconds(grace);
    Done done =
        database.asTenant(caller.tenant(), tx -> cancel(tx, caller.tenant(), id, kept, seconds));
    tell(done);
    return done.answer();
  }

  /** Shows what a transaction did, after its commit. */
  void tell(Done done) {
    if (done.event() != null) {
      publisher.publish(done.task(), List.of(done.event()));
    }
    if (done.answer() instanceof Cancellation.Requested) {
      doorbell.ringCancel();
    }
  }

  /** As {@link #cancel(Caller, TaskId, String, Duration)}, with the default grace. */
  Done cancel(Connection tx, TenantId tenant, TaskId id, String reason) throws SQLException {
    return cancel(tx, tenant, id, kept(reason), seconds(null));
  }

  private Done cancel(
      Connection tx, TenantId tenant, TaskId id, @Nullable String reason, int graceSeconds)
      throws SQLException {
    TaskLocks.all(tx, List.of(id));
    Optional<Task> task = TaskDirectory.find(tx, tenant, id);
    if (task.isEmpty()) {
      return new Done(id, new Cancellation.NotFound(), null);
    }
    return switch (Transitions.decide(TaskStatus.of(task.get()), new Command.Cancel())) {
      case Decision.CancelNow now -> cancelNow(tx, task.get(), reason);
      case Decision.AskToStop ask -> {
        request(tx, id, reason, graceSeconds);
        yield new Done(id, new Cancellation.Requested(found(tx, tenant, id)), null);
      }
      case Decision.Nothing ended -> new Done(id, new Cancellation.AlreadyEnded(task.get()), null);
      case Decision.WaitForHost impossible -> throw new IllegalStateException("no cancel waits");
      case Decision.EndAsLost impossible -> throw new IllegalStateException("no cancel loses");
      case Decision.TimeOutNow impossible ->
          throw new IllegalStateException("no cancel is a clock");
    };
  }

  /** A crash before the commit leaves the task waiting as it was. */
  private Done cancelNow(Connection tx, Task task, @Nullable String reason) throws SQLException {
    Event event = waiting.cancel(tx, task, reason);
    Cancellation answer = new Cancellation.CanceledNow(found(tx, task.tenant(), task.id()));
    return new Done(task.id(), answer, event);
  }

  private static void request(Connection tx, TaskId id, @Nullable String reason, int graceSeconds)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE tasks
               SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                   cancel_reason = coalesce(cancel_reason, ?),
                   cancel_grace_s = least(cancel_grace_s, ?)
             WHERE id = ?
            """)) {
      update.setString(1, reason);
      update.setInt(2, graceSeconds);
      update.setObject(3, id.value());
      update.executeUpdate();
    }
  }

  private static Task found(Connection tx, TenantId tenant, TaskId id) throws SQLException {
    return TaskDirectory.find(tx, tenant, id).orElseThrow();
  }

  private static @Nullable String kept(@Nullable String reason) {
    if (reason == null || reason.isEmpty()) {
      return null;
    }
    String storable = RequestText.storable(reason).isEmpty() ? reason : "(not valid text)";
    int end = Math.min(storable.length(), Limits.CANCEL_REASON_LENGTH);
    boolean withinACharacter =
        end < storable.length() && Character.isLowSurrogate(storable.charAt(end));
    return storable.substring(0, withinACharacter ? end - 1 : end);
  }

  private static int seconds(@Nullable Duration grace) {
    Duration wanted = Objects.requireNonNullElse(grace, Limits.CANCEL_GRACE_DEFAULT);
    return Math.toIntExact(Math.clamp(wanted.toSeconds(), 0, Limits.CANCEL_GRACE_MAX.toSeconds()));
  }
}
