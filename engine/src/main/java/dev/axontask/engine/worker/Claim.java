package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.TaskClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is this worker's to run.
 *
 * @param number the attempt's, from 1
 * @param args the JSON text of the arguments in UTF-8
 * @param concurrencyKey of which it holds a place until it ends
 * @param head of the chain, under the token that came with the claim
 * @param elapsed since the attempt started; more than nothing if another process started it
 * @param waited since the task could have started
 * @param bytesBefore bytes of output in the log
 * @param adopted whether an earlier process of this host held it
 * @param recorded whether the log says that this attempt was started; until then a detached adapter
 *     was never asked to start it
 * @param retries how often the task is tried, and after what
 * @param deadline when all attempts have to be over, from this one's start; null for never
 */
record Claim(
    TenantId tenant,
    TaskId task,
    int number,
    String adapter,
    byte[] args,
    @Nullable String concurrencyKey,
    Duration timeout,
    Head head,
    Duration elapsed,
    Duration waited,
    long bytesBefore,
    boolean adopted,
    boolean recorded,
    RetryPolicy retries,
    @Nullable Duration deadline) {

  /** Which clock ends this attempt, and when. */
  TimeLimit limit() {
    return deadline == null || deadline.compareTo(timeout) > 0
        ? new TimeLimit(timeout, TaskClock.TIMEOUT)
        : new TimeLimit(deadline, TaskClock.DEADLINE);
  }

  AttemptId id() {
    return new AttemptId(tenant.value(), task.value(), number);
  }
}
