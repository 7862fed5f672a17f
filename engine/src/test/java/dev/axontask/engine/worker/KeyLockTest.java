package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TenantId;
import dev.axontask.engine.queue.ConcurrencyKeys;
import dev.axontask.engine.task.QueuePolicy;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two who let tasks of one key through at the same moment. */
@Timeout(120)
class KeyLockTest extends WithFleet {
  private static final List<String> KEY = List.of("k");

  private int letThrough() {
    return fleet.database.asWorker(tx -> ConcurrencyKeys.letThrough(tx, TenantId.LOCAL, KEY));
  }

  private boolean somebodyWaitsForALock() {
    try {
      return !"0"
          .equals(
              fleet.value(
                  """
                  SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'
                  """));
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void theSecondCountsWhatTheFirstLetThrough() throws Exception {
    for (int i = 0; i < 2; i++) {
      fleet.frontend.submit(request(Map.of()).with(QueuePolicy.concurrency("k", 1)));
    }
    // As if the place of the first had become free at this moment.
    fleet.update("UPDATE task_queue SET hold = 'concurrency_key'");
    FutureTask<Integer> second = new FutureTask<>(this::letThrough);

    int first =
        fleet.database.asWorker(tx -> {
          int let = ConcurrencyKeys.letThrough(tx, TenantId.LOCAL, KEY);
          Thread.ofPlatform().start(second);
          await("the second", () -> second.isDone() || somebodyWaitsForALock());
          return let;
        });

    assertThat(first).isEqualTo(1);
    assertThat(second.get()).isZero();
    assertThat(fleet.value("SELECT count(*) FROM task_queue WHERE hold IS NULL")).isEqualTo("1");
  }
}
