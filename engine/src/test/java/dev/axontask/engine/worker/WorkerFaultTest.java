package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker whose database stands still, or whose answers from it are lost. */
class WorkerFaultTest extends WithFleet {
  HostIdentity host;
  final DetachedWork detached = new DetachedWork();
  final AtomicLong now = new AtomicLong();

  @BeforeEach
  void claimHost() {
    host = host("worker");
  }

  private WorkerProcess worker(Database database) {
    AdapterRegistry adapters =
        AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), List.of(detached));
    return WorkerProcess.start(fleet.parts(database, adapters, now::get), Fleet.SETTINGS, host);
  }

  private DetachedWork.Work begun() {
    await(
        "the work's start",
        () -> {
          // A worker looks for tasks again when its clock has gone on.
          now.addAndGet(1_000_000);
          return !detached.work.isEmpty();
        });
    return detached.work.values().iterator().next();
  }

  /** The database stands still for longer than the process may write, and then grants the lease. */
  @Test
  void attemptsThatWereLetGoOfAreTakenUpAgainWhenTheLeaseIsRenewedLate() throws Exception {
    try (WorkerProcess worker = worker(fleet.database);
        Connection admin = test.admin().getConnection()) {
      TaskId task = submit();
      DetachedWork.Work work = begun();
      admin.setAutoCommit(false);
      try (PreparedStatement hold = admin.prepareStatement("SELECT 1 FROM workers FOR UPDATE")) {
        hold.execute();
      }
      now.addAndGet(Fleet.SETTINGS.renewal().toNanos());
      await("a renewal that waits", this::somebodyWaits);
      now.addAndGet(Fleet.SETTINGS.writing().toNanos() - Fleet.SETTINGS.renewal().toNanos());
      await("the attempt's end in this process", () -> worker.running() == 0);

      admin.rollback();
      work.end(new Outcome.Exited(0, EndedBy.ITSELF));

      await("the task's end", () -> state(task) == TaskState.SUCCEEDED);
      assertThat(detached.started).hasSize(1);
    }
  }

  private boolean somebodyWaits() {
    try {
      return !fleet
          .value(
              """
              SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE 'UPDATE workers SET lease_until%'
              """)
          .equals("0");
    } catch (java.sql.SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void tasksOfAClaimWhoseAnswerWasLostAreRun() {
    LostAnswers answers = new LostAnswers(fleet.database.worker(), "DELETE FROM task_queue");
    Database database = new Database(fleet.database.app(), answers, fleet.database.turns());
    TaskId task = submit();
    try (WorkerProcess _ = worker(database)) {
      begun().end(new Outcome.Exited(0, EndedBy.ITSELF));

      await("the task's end", () -> state(task) == TaskState.SUCCEEDED);
      assertThat(answers.lost()).isTrue();
      assertThat(detached.started).hasSize(1);
    }
  }
}
