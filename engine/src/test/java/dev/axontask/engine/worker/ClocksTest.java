package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of tasks whose clock runs out before they start or while they wait to be tried
 * again.
 */
@Timeout(120)
class ClocksTest extends WithFleet {
  @Test
  void aTaskThatNobodyStartsInTimeIsTimedOutWithoutAnAttempt() throws Exception {
    TaskId task = submit(1, new TaskClocks(Duration.ofHours(1), null));
    assertThat(fleet.overdue().runOnce().count()).isZero();
    fleet.update("UPDATE task_queue SET start_by = clock_timestamp()");

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(1);

    Task ended = fleet.frontend.ended(task);
    assertThat(ended.state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(ended.attempt()).isZero();
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"schedule_to_start_s\"");
    assertThat(fleet.value("SELECT attempt FROM task_events")).isEqualTo("0");
    assertThat(fleet.claims(fleet.join(host("a"))).claim(Map.of("mock", 1))).isEmpty();
  }

  @Test
  void whatWasToStartEarlierIsNotClaimedAlsoBeforeAnybodyEndsIt() throws Exception {
    submit(1, new TaskClocks(Duration.ofHours(1), null));
    UUID worker = fleet.join(host("a"));
    fleet.update("UPDATE task_queue SET start_by = clock_timestamp()");

    assertThat(fleet.claims(worker).claim(Map.of("mock", 1))).isEmpty();
  }

  @Test
  void theStartClockBeginsWhenTheTaskMayStart() throws Exception {
    TaskClocks clocks = new TaskClocks(Duration.ofMinutes(1), null);
    Instant later = Instant.now().plusSeconds(3600);
    fleet.frontend.submit(at(later).with(RetryPolicy.ONCE, clocks));

    assertThat(fleet.value("SELECT extract(epoch FROM start_by - run_at)::integer FROM task_queue"))
        .isEqualTo("60");
  }

  private static TaskRequest at(Instant later) {
    return new TaskRequest(
        "mock", Map.of(), null, null, null, null, null, null, later, List.of(), Map.of());
  }

  @Test
  void theStartClockStopsWithTheFirstClaim() throws Exception {
    TaskId task = submit(2, new TaskClocks(Duration.ofHours(1), null));
    claimedAndLost("a");
    fleet.reaper().runOnce();

    assertThat(fleet.value("SELECT start_by IS NULL FROM task_queue")).isEqualTo("true");
    assertThat(state(task)).isEqualTo(TaskState.PENDING);
  }

  @Test
  void aDeadlineEndsATaskThatWaitsForItsNextAttempt() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    claimedAndLost("a");
    fleet.reaper().runOnce();
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(1);

    Task ended = fleet.frontend.ended(task);
    assertThat(ended.state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"deadline\"");
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("0");
  }

  @Test
  void aLossAfterTheDeadlineIsNotTriedAgain() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    claimedAndLost("a");
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");
    fleet.reaper().runOnce();

    assertThat(state(task)).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(payload(task, "dead_letter")).contains("\"deadline\"");
  }

  @Test
  void whatIsClaimedAfterItsDeadlineDoesNotStart() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");
    try (WorkerProcess _ = quickWorker("a")) {
      assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.TIMED_OUT);
    }
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"deadline\"");
    assertThat(fleet.value("SELECT count(*) FROM task_events WHERE kind = 'started'"))
        .isEqualTo("0");
  }
}
