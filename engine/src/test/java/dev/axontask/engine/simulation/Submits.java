package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Genesis;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.Question;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.Decision;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.task.TaskStatus;
import dev.axontask.engine.task.Transitions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Transactions of those who want something: submit, cancel, answer. */
final class Submits {
  private final Store store;

  Submits(Store store) {
    this.store = store;
  }

  /**
   * Accepts a task.
   *
   * @param again whether an earlier try may have been committed
   * @return the task that the key stands for
   */
  TaskId submit(TaskId id, @Nullable String key, Work work, boolean again) {
    if (again && store.tasks.containsKey(id)) {
      return id;
    }
    TaskId first = key == null ? id : store.keys.getOrDefault(key, id);
    if (first.equals(id)) {
      insert(id, key, work);
    }
    return first;
  }

  private void insert(TaskId id, @Nullable String key, Work work) {
    Instant created = Micros.instant(store.now() / 1_000);
    Genesis genesis = Genesis.of(TenantId.LOCAL, id, created, "simulated", null, "{}");
    store.tasks.put(id, new Rows.Task(id, genesis, work));
    store.log.begin(id, genesis);
    store.queue.put(id, new Rows.Queued(id, store.now()));
    if (key != null) {
      store.keys.put(key, id);
    }
    store.changed.add(id);
  }

  /** Cancels a task, or asks whoever runs it. */
  Optional<Event> cancel(TaskId id) {
    Rows.Queued entry = store.queue.get(id);
    if (entry != null && entry.lockedBy != null) {
      throw new Unavailable(false);
    }
    Rows.Task task = store.task(id);
    return switch (Transitions.decide(status(task), new Command.Cancel())) {
      case Decision.CancelNow now -> {
        store.queue.remove(id);
        yield store.end(id, task.attempt, EventKind.CANCELED, null);
      }
      case Decision.AskToStop ask -> {
        task.cancelRequested = true;
        yield Optional.empty();
      }
      case Decision.Nothing ended -> Optional.empty();
      case Decision.WaitForHost impossible -> throw new IllegalStateException("no cancel waits");
      case Decision.EndAsLost impossible -> throw new IllegalStateException("no cancel loses");
      case Decision.TimeOutNow impossible ->
          throw new IllegalStateException("no cancel is a clock");
    };
  }

  /** Tasks that wait for another attempt and were to be canceled while the last one ended. */
  List<TaskId> canceledWhileEnding() {
    return store.tasks.values().stream()
        .filter(task -> task.cancelRequested && task.state == TaskState.PENDING)
        .map(task -> task.id)
        .toList();
  }

  static TaskStatus status(Rows.Task task) {
    return switch (task.state) {
      case SCHEDULED, PENDING -> new TaskStatus.Pending();
      case RUNNING, INPUT_REQUIRED -> new TaskStatus.Running(task.attempt, Instant.EPOCH);
      case SUCCEEDED, FAILED, CANCELED, TIMED_OUT, LOST, DEAD_LETTER ->
          new TaskStatus.Ended(task.state);
    };
  }

  /** Somebody who holds no token adds an answer to a running task. */
  Optional<Event> answer(TaskId id) {
    Rows.Task task = store.task(id);
    if (task.attempt == 0) {
      return Optional.empty();
    }
    byte[] payload = Question.answered("key", Map.of(), 0);
    return store.append(id, new EventDraft(task.attempt, EventKind.INPUT, payload, null), null);
  }
}
