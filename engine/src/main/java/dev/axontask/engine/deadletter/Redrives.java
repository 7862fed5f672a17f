package dev.axontask.engine.deadletter;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Submissions;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskDirectory;
import dev.axontask.engine.task.TaskRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Starts dead letters' tasks again, each as a new task with {@code redrive_of}. Thread-safe.
 *
 * <p>One transaction locks the dead letter, stores the task and notes it. A crash before its commit
 * leaves the dead letter as it was; after it, asking again gives the same task.
 */
public final class Redrives {
  /** Of one call: each is a transaction of its own. */
  public static final int MOST = 1_000;

  private final Database database;
  private final DeadLetterDirectory directory;
  private final Submissions submissions;

  public Redrives(Database database, DeadLetterDirectory directory, Submissions submissions) {
    this.database = database;
    this.directory = directory;
    this.submissions = submissions;
  }

  /** Starts one again, unless that was done before. */
  public Redrive redrive(Caller caller, TaskId task) {
    Done done = database.asTenant(caller.tenant(), tx -> redrive(tx, caller, task));
    done.afterCommit().run();
    return done.answer();
  }

  /**
   * Starts those again that the filter lets through and that nobody started yet, those of the
   * newest tasks first. What is refused counts too: whoever goes on from {@link RedrivePage#next}
   * reaches all that were there.
   *
   * @param filter whose {@code redriven} and {@code limit} do not count
   * @param most 1 to {@value #MOST}
   */
  public RedrivePage redriveAll(Caller caller, DeadLetterFilter filter, int most) {
    List<Redrive> answers = new ArrayList<>();
    DeadLetterFilter next = filter;
    while (true) {
      DeadLetterPage page = directory.list(caller, next.notRedriven(most - answers.size()));
      page.letters().forEach(letter -> answers.add(redrive(caller, letter.task())));
      TaskId after = page.next();
      if (after == null || answers.size() >= most) {
        return new RedrivePage(answers, after);
      }
      next = next.before(after);
    }
  }

  /** An answer, and what is to be run once it is durable; losing that costs a poll's time. */
  private record Done(Redrive answer, Runnable afterCommit) {
    Done(Redrive answer) {
      this(answer, () -> {});
    }
  }

  private Done redrive(Connection tx, Caller caller, TaskId dead) throws SQLException {
    Optional<Lock> lock = lock(tx, caller.tenant(), dead);
    if (lock.isEmpty()) {
      return new Done(new Redrive.NoSuchDeadLetter(dead));
    }
    Optional<TaskId> earlier = lock.get().redrivenAs();
    return earlier.isPresent()
        ? new Done(new Redrive.Started(task(tx, caller, earlier.get()), true))
        : start(tx, caller, task(tx, caller, dead), lock.get().keys());
  }

  private Done start(Connection tx, Caller caller, Task dead, QueuePolicy keys)
      throws SQLException {
    Submissions.Within submit = submissions.submit(tx, caller, TaskRequest.again(dead, keys));
    return switch (submit.answer()) {
      case Submission.Accepted accepted -> {
        note(tx, caller.tenant(), dead.id(), accepted.task().id());
        Task started = task(tx, caller, accepted.task().id());
        yield new Done(new Redrive.Started(started, false), submit.afterCommit());
      }
      case Submission.Refused refused -> new Done(new Redrive.Refused(dead.id(), refused));
    };
  }

  /** A dead letter that nobody else can change until this transaction is over. */
  private record Lock(Optional<TaskId> redrivenAs, QueuePolicy keys) {}

  private static Optional<Lock> lock(Connection tx, TenantId tenant, TaskId dead)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT d.redriven_as, t.concurrency_key, t.rate_limit_key
              FROM dead_letters d JOIN tasks t ON t.id = d.task_id
             WHERE d.tenant_id = ? AND d.task_id = ?
               FOR UPDATE OF d
            """)) {
      select.setObject(1, tenant.value());
      select.setObject(2, dead.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(lock(row)) : Optional.empty();
      }
    }
  }

  private static Lock lock(ResultSet row) throws SQLException {
    return new Lock(
        Optional.ofNullable(row.getObject("redriven_as", UUID.class)).map(TaskId::new),
        new QueuePolicy(
            row.getString("concurrency_key"), null, row.getString("rate_limit_key"), null));
  }

  private static Task task(Connection tx, Caller caller, TaskId id) throws SQLException {
    return TaskDirectory.find(tx, caller.tenant(), id)
        .orElseThrow(() -> new IllegalStateException("a dead letter without its task: " + id));
  }

  private static void note(Connection tx, TenantId tenant, TaskId dead, TaskId started)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            WITH letter AS (
              UPDATE dead_letters SET redriven_as = ? WHERE tenant_id = ? AND task_id = ?
            ), dead AS (
              UPDATE tasks SET redriven_as = ? WHERE tenant_id = ? AND id = ?
            )
            UPDATE tasks SET redrive_of = ? WHERE tenant_id = ? AND id = ?
            """)) {
      update.setObject(1, started.value());
      update.setObject(2, tenant.value());
      update.setObject(3, dead.value());
      update.setObject(4, started.value());
      update.setObject(5, tenant.value());
      update.setObject(6, dead.value());
      update.setObject(7, dead.value());
      update.setObject(8, tenant.value());
      update.setObject(9, started.value());
      update.executeUpdate();
    }
  }
}
