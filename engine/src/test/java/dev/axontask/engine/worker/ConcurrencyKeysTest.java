package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.KeyRef;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.TaskRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many tasks of a key as it lets run, and no other task waits for them. */
@Timeout(120)
class ConcurrencyKeysTest extends WithQueue {
  @Test
  void eightClaimersNeverOverrunACap() throws Exception {
    int each = 40;
    for (int i = 0; i < each; i++) {
      submit(QueuePolicy.concurrency("three", 3));
      submit(QueuePolicy.concurrency("one", null));
    }
    List<UUID> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      workers.add(join("host-" + i));
    }
    AtomicInteger ended = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> running = new ArrayList<>();
      workers.forEach(worker -> running.add(pool.submit(() -> work(worker, ended, 2 * each))));
      for (Future<Void> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(mostAtOnce("three")).isBetween(2, 3);
    assertThat(mostAtOnce("one")).isEqualTo(1);
  }

  private Void work(UUID worker, AtomicInteger ended, int all) throws Exception {
    Claims claims = fleet.claims(worker);
    HeldTasks own = new HeldTasks(fleet.database);
    while (ended.get() < all && !Thread.currentThread().isInterrupted()) {
      claims.lookFromTheBeginning();
      for (Claim claim : claims.claim(Map.of("mock", 2))) {
        end(claim);
        ended.incrementAndGet();
        own.letThrough(Set.of(new KeyRef(claim.tenant(), String.valueOf(claim.concurrencyKey()))));
      }
      own.runOnce();
    }
    return null;
  }

  /** How many attempts of a key there were at the same instant, by the database's own record. */
  private int mostAtOnce(String key) throws Exception {
    return Integer.parseInt(
        String.valueOf(
            fleet.value(
                """
                SELECT max((SELECT count(*) FROM attempts b JOIN tasks u ON u.id = b.task_id
                             WHERE u.concurrency_key = t.concurrency_key
                               AND b.started_at <= a.started_at AND b.ended_at > a.started_at))
                  FROM attempts a JOIN tasks t ON t.id = a.task_id
                 WHERE t.concurrency_key = ?
                """,
                key)));
  }

  @Test
  void whatAKeyHoldsBackKeepsNobodyElseWaiting() throws Exception {
    for (int i = 0; i < 20; i++) {
      submit(QueuePolicy.concurrency("k", 1));
    }
    TaskId free = fleet.frontend.submit(request(Map.of()));
    UUID worker = join("a");

    assertThat(tasks(fleet.claims(worker).claim(Map.of("mock", 10)))).hasSize(2).contains(free);
    assertThat(fleet.value("SELECT count(*) FROM task_queue WHERE hold = 'concurrency_key'"))
        .isEqualTo("19");
  }

  @Test
  void theNextOfAKeyFollowsWhenOneEndsAndAlsoWhenItsWorkerDied() throws Exception {
    for (int i = 0; i < 3; i++) {
      submit(QueuePolicy.concurrency("k", null));
    }
    UUID worker = join("a");
    Claim first = fleet.claims(worker).claim(Map.of("mock", 9)).getFirst();
    assertThat(held.runOnce()).isZero();
    end(first);
    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(fleet.claims(worker).claim(Map.of("mock", 9))).hasSize(1);
    assertThat(held.runOnce()).isZero();

    fleet.letLeaseRunOut(worker, "1 second");
    assertThat(fleet.reaper().runOnce().count()).isEqualTo(1);

    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(fleet.claims(join("b")).claim(Map.of("mock", 9))).hasSize(1);
  }

  @Test
  void aPlaceIsFreeAgainWhenTheTaskThatHadItIsCanceledBeforeItsClaim() throws Exception {
    TaskId first = submit(QueuePolicy.concurrency("k", null));
    TaskId second = submit(QueuePolicy.concurrency("k", null));

    var _ = fleet.frontend.engine().cancellations().cancel(CALLER, first, null, null);

    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(tasks(fleet.claims(join("a")).claim(Map.of("mock", 9)))).containsExactly(second);
  }

  @Test
  void aTaskOfLaterTakesNoPlaceBeforeItsTime() throws Exception {
    TaskId later =
        fleet.frontend.submit(
            new TaskRequest(
                    "mock",
                    Map.of(),
                    null,
                    null,
                    null,
                    null,
                    9,
                    Duration.ofHours(1),
                    null,
                    List.of(),
                    Map.of())
                .with(QueuePolicy.concurrency("k", null)));
    TaskId now = submit(QueuePolicy.concurrency("k", null));
    Claims claims = fleet.claims(join("a"));
    Claim claim = claims.claim(Map.of("mock", 9)).getFirst();
    assertThat(claim.task()).isEqualTo(now);
    end(claim);
    assertThat(held.runOnce()).isZero();

    fleet.update("UPDATE task_queue SET run_at = now() WHERE task_id = ?", later.value());

    assertThat(held.runOnce()).isEqualTo(1);
    claims.lookFromTheBeginning();
    assertThat(tasks(claims.claim(Map.of("mock", 9)))).containsExactly(later);
  }

  @Test
  void theLatestStartsLimitCounts() throws Exception {
    submit(QueuePolicy.concurrency("k", 2));
    submit(QueuePolicy.concurrency("k", null));
    submit(QueuePolicy.concurrency("k", null));
    submit(QueuePolicy.concurrency("k", 3));

    assertThat(fleet.claims(join("a")).claim(Map.of("mock", 9))).hasSize(3);
  }

  @Test
  void aKeyWithoutTasksIsForgottenAndOneWithTasksIsNot() throws Exception {
    submit(QueuePolicy.concurrency("used", null));
    submit(QueuePolicy.concurrency("done", null));
    Claims claims = fleet.claims(join("a"));
    for (Claim claim : claims.claim(Map.of("mock", 9))) {
      if ("done".equals(claim.concurrencyKey())) {
        end(claim);
      }
    }

    assertThat(held.forgetOnce()).isEqualTo(1);
    assertThat(fleet.value("SELECT string_agg(key, ',') FROM concurrency_keys")).isEqualTo("used");
  }

  @Test
  void unusedKeysAreFoundBehindAnyNumberOfUsedOnes() throws Exception {
    waiting(OTHER, 1_000);
    fleet.update(
        """
        WITH keyed AS (
          UPDATE task_queue SET concurrency_key = task_id::text RETURNING tenant_id, concurrency_key)
        INSERT INTO concurrency_keys SELECT tenant_id, concurrency_key, 1 FROM keyed
        """);
    fleet.update("INSERT INTO concurrency_keys VALUES (?, 'zzz', 1)", OTHER);

    assertThat(held.forgetOnce()).isZero();
    assertThat(held.more()).isTrue();
    assertThat(held.forgetOnce()).isEqualTo(1);
    assertThat(held.more()).isFalse();
  }
}
