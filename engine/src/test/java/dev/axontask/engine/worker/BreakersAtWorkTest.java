package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Circuit breakers as whole workers keep them. */
@Timeout(120)
class BreakersAtWorkTest extends WithFleet {
  private static final Outcome BUSY =
      new Outcome.Failed(new AdapterError("busy", "No room.", true), EndedBy.ITSELF);
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  final DetachedWork work = new DetachedWork();
  final List<WorkerProcess> workers = new ArrayList<>();

  @BeforeEach
  void startWorkers() {
    worker("one");
    worker("two");
  }

  private void worker(String name) {
    AdapterRegistry adapters =
        AdapterRegistry.of(
            AdapterSettings.in(folder.resolve(name + "-adapters"), null), List.of(work));
    workers.addFirst(
        WorkerProcess.start(
            fleet.parts(fleet.database, adapters, System::nanoTime), Fleet.SETTINGS, host(name)));
  }

  @AfterEach
  void stopWorkers() {
    workers.forEach(WorkerProcess::close);
  }

  private TaskId submit(int attempts, RetryOn on) {
    RetryPolicy policy = new RetryPolicy(attempts, on, OnWorkerLoss.FAIL);
    return fleet.frontend.submit(request(Map.of()).with(policy, TaskClocks.NONE));
  }

  private void end(TaskId task, int attempt, Outcome outcome) {
    await("attempt " + attempt, () -> begun(task, attempt));
    work.work.entrySet().stream()
        .filter(each -> each.getKey().task().equals(task.value()))
        .filter(each -> each.getKey().number() == attempt)
        .forEach(each -> each.getValue().end(outcome));
  }

  private boolean begun(TaskId task, int attempt) {
    return work.work.keySet().stream()
        .anyMatch(id -> id.task().equals(task.value()) && id.number() == attempt);
  }

  private Object value(String sql) {
    try {
      return fleet.value(sql);
    } catch (java.sql.SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void failuresOfTasksThatAreTriedAgainCountAndWhatWaitsFollowsTheProbe() throws Exception {
    TaskId tried = submit(20, RetryOn.TRANSIENT);
    end(tried, 1, BUSY);
    end(tried, 2, BUSY);
    for (int i = 0; i < 2; i++) {
      TaskId once = submit(1, RetryOn.TRANSIENT);
      end(once, 1, BUSY);
      fleet.frontend.ended(once);
    }
    TaskId dead = submit(2, RetryOn.TRANSIENT);
    await("attempt 3", () -> begun(tried, 3));
    end(dead, 1, BUSY);
    await("an open breaker", () -> !fleet.frontend.engine().breakers().open(CALLER).isEmpty());
    end(tried, 3, BUSY);
    TaskId waits = submit(1, RetryOn.TRANSIENT);
    await(
        "tasks out of the way",
        () -> value("SELECT count(*) FROM task_queue WHERE hold = 'circuit_breaker'").equals("3"));
    assertThat(fleet.frontend.task(dead).attempt()).isEqualTo(1);
    await("its time", () -> fleet.frontend.task(dead).heldBy() instanceof Hold.CircuitBreaker);
    assertThat(fleet.frontend.task(waits).attempt()).isZero();

    fleet.update(
        """
        UPDATE circuit_breakers SET open_until = clock_timestamp();
        UPDATE task_queue SET run_at = now() - interval '1 minute', priority = 9 WHERE task_id = ?
        """,
        waits.value());

    end(waits, 1, SUCCESS);
    fleet.frontend.ended(waits);
    end(dead, 2, SUCCESS);
    end(tried, 4, SUCCESS);
    assertThat(fleet.frontend.ended(dead).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(fleet.frontend.ended(tried).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(value("SELECT failures FROM circuit_breakers")).isEqualTo("0");
  }

  @Test
  void exitCodesAreNoFailuresOfTheTargetAlsoWhenTheyAreTriedAgain() throws Exception {
    Outcome exit = new Outcome.Exited(3, EndedBy.ITSELF);
    for (int i = 0; i < 3; i++) {
      TaskId task = submit(2, RetryOn.ANY_FAILURE);
      end(task, 1, exit);
      end(task, 2, exit);
      assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.DEAD_LETTER);
    }

    assertThat(value("SELECT count(*) FROM circuit_breakers")).isEqualTo("0");
  }
}
