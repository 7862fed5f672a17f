package dev.axontask.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.DatabaseException;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.verify.Verdict;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionTest extends WithFinishedLogs {
  @Test
  void ofATaskWhoseTimeIsOverASnapshotStaysThatTheReceiptIsHeldAgainst() throws Exception {
    TaskId task = logs.finished(30);
    Map<String, @Nullable Object> before = logs.claims(task);

    Retention.Done done = logs.retention(1000).runOnce();

    assertThat(done).isEqualTo(new Retention.Done(1, FinishedLogs.events(30), false));
    assertThat(logs.stored(task)).isZero();
    assertThat(logs.claims(task)).isEqualTo(before).containsEntry("sandbox", "bubblewrap");
    Verdict verdict = logs.verdict(task);
    assertThat(verdict).isInstanceOf(Verdict.Incomplete.class);
    assertThat(verdict.line()).contains("0 events are intact", "events 1 to 32 were trimmed");
    assertThat(bench.head(task).lastSeq()).isEqualTo(32);
  }

  @Test
  void atEveryCommitOnTheWayWhatIsLeftVerifiesAndAChangeOfItIsNamed() throws Exception {
    TaskId task = logs.finished(30);
    Retention retention = logs.retention(10);
    for (int trimmed : List.of(10, 20, 30)) {
      assertThat(retention.runOnce().more()).isTrue();

      Verdict verdict = logs.verdict(task);
      assertThat(verdict.line()).contains("events 1 to " + trimmed + " were trimmed");
      assertThat(verdict.exitCode()).isEqualTo(10);
      String changed = logs.export(task).replace("line " + (trimmed - 1), "lime " + (trimmed - 1));
      if (trimmed < 30) {
        assertThat(logs.verdict(task, changed))
            .isInstanceOfSatisfying(
                Verdict.Tampered.class, named -> assertThat(named.seq()).isEqualTo(trimmed + 1));
      }
      String fewer = logs.export(task).replace("\"events\":30", "\"events\":29");
      assertThat(logs.verdict(task, fewer))
          .isInstanceOfSatisfying(
              Verdict.Tampered.class, named -> assertThat(named.seq()).isZero());
    }
    assertThat(retention.runOnce()).isEqualTo(new Retention.Done(0, 2, false));
    assertThat(logs.stored(task)).isZero();
  }

  @Test
  void aConnectionThatIsKilledBetweenSnapshotAndDeletionLeavesAWholeTaskAndTheNextRunGoesOn()
      throws Exception {
    TaskId task = logs.finished(5);
    try (Connection holder = bench.test.admin().getConnection();
        Statement lock = holder.createStatement();
        var executor = Executors.newSingleThreadExecutor()) {
      holder.setAutoCommit(false);
      lock.execute("SELECT FROM task_events WHERE seq = 3 FOR UPDATE");
      Future<Retention.Done> run = executor.submit(logs.retention(100)::runOnce);
      RunningEngine.await("a deletion that waits", () -> killWaitingDeletion() == 1);
      assertThatThrownBy(run::get).hasCauseInstanceOf(DatabaseUnavailableException.class);
    }
    assertThat(count("task_snapshots WHERE trimmed_seq = 0")).isEqualTo(1);
    assertThat(logs.verdict(task).line()).startsWith("valid:");

    assertThat(logs.retention(100).runOnce()).isEqualTo(new Retention.Done(0, 7, false));
    assertThat(logs.verdict(task).exitCode()).isEqualTo(10);
  }

  private int killWaitingDeletion() {
    return bench
        .query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
               AND query LIKE 'DELETE FROM task_events%'
            """,
            row -> row.getBoolean(1))
        .size();
  }

  @Test
  void aRunningTaskIsNeverTrimmedHoweverOldItIs() throws Exception {
    TaskId task = running("still here");
    bench.sql("UPDATE tasks SET created_at = now() - interval '1 year' WHERE id = ?", task.value());

    assertThat(logs.retention(100).runOnce()).isEqualTo(new Retention.Done(0, 0, false));
    assertThat(bench.payloads(task)).containsExactly("still here");
  }

  @Test
  void theDatabaseItselfDeletesNothingWithoutASnapshotAndTakesNoneOfAnOpenLog() throws Exception {
    TaskId finished = logs.finished(1);
    TaskId running = running("going on");

    int deleted =
        bench.database.asRetention(tx -> {
          try (Statement delete = tx.createStatement()) {
            return delete.executeUpdate("DELETE FROM task_events");
          }
        });
    assertThat(deleted).isZero();
    assertThat(logs.stored(finished)).isEqualTo(3);
    assertThatThrownBy(() -> snapshotByHand(running, "h.last_seq"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("row-level security");
    assertThatThrownBy(() -> snapshotByHand(finished, "h.last_seq + 1"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("row-level security");
    assertThat(snapshotByHand(finished, "h.last_seq")).isEqualTo(1);
  }

  private int snapshotByHand(TaskId task, String seq) {
    return bench.database.asRetention(tx -> {
      try (Statement insert = tx.createStatement()) {
        return insert.executeUpdate(
            """
            INSERT INTO task_snapshots (task_id, tenant_id, seq, head_hash, kinds, digest, trimmed_hash)
            SELECT h.task_id, h.tenant_id, %s, h.last_hash, '{}', h.last_hash, h.last_hash
              FROM task_heads h WHERE h.task_id = '%s'
            """
                .formatted(seq, task));
      }
    });
  }

  @Test
  void aLogThatIsNotWholeIsLeftAsItIsForGood() throws Exception {
    TaskId task = logs.finished(5);
    bench.sql("DELETE FROM task_events WHERE task_id = ? AND seq = 4", task.value());

    Retention retention = logs.retention(100);
    assertThat(retention.runOnce().snapshots()).isZero();
    assertThat(retention.runOnce().snapshots()).isZero();

    assertThat(logs.stored(task)).isEqualTo(6);
    assertThat(bench.meters.counter("axontask.retention.refused").count()).isEqualTo(1);
  }

  @Test
  void eachPlanKeepsEventsForItsOwnTimeAndAnUnknownOneForEver() throws Exception {
    TaskId task = logs.finished(1);
    bench.sql("UPDATE tenants SET plan = 'enterprise'");
    assertThat(logs.retention(100).runOnce().snapshots()).isZero();
    bench.sql("UPDATE tenants SET plan = 'somebody''s own'");
    assertThat(logs.retention(100).runOnce().snapshots()).isZero();
    bench.sql("UPDATE tenants SET plan = 'self_hosted'");
    assertThat(logs.retention(Keeping.selfHosted(Duration.ZERO), 100).runOnce().snapshots())
        .isZero();
    bench.sql("UPDATE tenants SET plan = 'entry'");
    assertThat(logs.retention(100).runOnce().snapshots()).isEqualTo(1);
    assertThat(logs.stored(task)).isZero();
  }

  @Test
  void processesThatTrimAtOnceShareTheWork() throws Exception {
    for (int i = 0; i < 12; i++) {
      logs.finished(8);
    }
    Callable<Long> trimming =
        () -> {
          Retention retention = logs.retention(7);
          long events = 0;
          for (Retention.Done done = retention.runOnce(); done.more() || done.events() > 0; ) {
            events += done.events();
            done = retention.runOnce();
          }
          return events;
        };
    long events = 0;
    try (var executor = Executors.newFixedThreadPool(3)) {
      for (Future<Long> done : executor.invokeAll(List.of(trimming, trimming, trimming))) {
        events += done.get();
      }
    }
    for (Retention.Done done = logs.retention(7).runOnce(); done.events() > 0; ) {
      events += done.events();
      done = logs.retention(7).runOnce();
    }
    assertThat(events).isEqualTo(120);
    assertThat(count("task_events")).isZero();
    assertThat(count("task_snapshots WHERE trimmed_at IS NOT NULL")).isEqualTo(12);
  }

  private long count(String from) {
    return bench.query("SELECT count(*) FROM " + from, row -> row.getLong(1)).getFirst();
  }
}
