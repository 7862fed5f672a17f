package dev.axontask.engine.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for. Not yet checked: {@link Submissions} does that and names what is wrong.
 *
 * @param adapter the adapter's name
 * @param args the arguments, a JSON object as JDK types
 * @param timeout how long an attempt may run; null for the default
 * @param priority 0 to 10, higher first; null for 5
 * @param delay run this long from now; not together with {@code runAt}
 * @param runAt run not before this time
 * @param metadata a JSON object of the caller's own
 * @param queue what it shares with other tasks
 * @param retries how often it is tried, and after what
 * @param clocks that end it, besides the timeout
 * @param dependsOn what it waits for
 */
public record TaskRequest(
    String adapter,
    Map<String, @Nullable Object> args,
    @Nullable String name,
    @Nullable String description,
    @Nullable Duration timeout,
    @Nullable String idempotencyKey,
    @Nullable Integer priority,
    @Nullable Duration delay,
    @Nullable Instant runAt,
    List<String> tags,
    Map<String, @Nullable Object> metadata,
    QueuePolicy queue,
    RetryPolicy retries,
    TaskClocks clocks,
    DependsOn dependsOn) {

  /**
   * Shares nothing, waits for nothing, is tried once, and ended by no clock but the timeout. {@code
   * with} and {@code after} say otherwise.
   */
  public TaskRequest(
      String adapter,
      Map<String, @Nullable Object> args,
      @Nullable String name,
      @Nullable String description,
      @Nullable Duration timeout,
      @Nullable String idempotencyKey,
      @Nullable Integer priority,
      @Nullable Duration delay,
      @Nullable Instant runAt,
      List<String> tags,
      Map<String, @Nullable Object> metadata) {
    this(
        adapter,
        args,
        name,
        description,
        timeout,
        idempotencyKey,
        priority,
        delay,
        runAt,
        tags,
        metadata,
        QueuePolicy.NONE,
        RetryPolicy.ONCE,
        TaskClocks.NONE,
        DependsOn.NOTHING);
  }

  /**
   * The request of a task that is to be done once more. Without what can be true of one task only:
   * its idempotency key, its unique key, its times.
   *
   * @param keys that it shares with others
   */
  public static TaskRequest again(Task task, QueuePolicy keys) {
    return new TaskRequest(
            task.adapter(),
            StoredJson.object(task.args()),
            task.name(),
            task.description(),
            task.timeout(),
            null,
            task.priority(),
            null,
            null,
            task.tags(),
            StoredJson.object(task.metadataJson()))
        .with(keys)
        .with(task.retries(), new TaskClocks(task.clocks().scheduleToStart(), null));
  }

  /** The same with other keys. */
  public TaskRequest with(QueuePolicy keys) {
    return with(keys, retries, clocks, dependsOn);
  }

  /** The same with another policy and other clocks. */
  public TaskRequest with(RetryPolicy policy, TaskClocks others) {
    return with(queue, policy, others, dependsOn);
  }

  /** The same, waiting for these tasks. */
  public TaskRequest after(DependsOn awaited) {
    return with(queue, retries, clocks, awaited);
  }

  private TaskRequest with(
      QueuePolicy keys, RetryPolicy policy, TaskClocks others, DependsOn awaited) {
    return new TaskRequest(
        adapter,
        args,
        name,
        description,
        timeout,
        idempotencyKey,
        priority,
        delay,
        runAt,
        tags,
        metadata,
        keys,
        policy,
        others,
        awaited);
  }
}
