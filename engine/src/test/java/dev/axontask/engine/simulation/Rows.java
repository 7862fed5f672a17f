package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Genesis;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.TaskState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the model's tables. */
final class Rows {
  private Rows() {}

  static final class Task {
    final TaskId id;
    final Genesis genesis;
    final Work work;
    TaskState state = TaskState.PENDING;
    int attempt;
    boolean cancelRequested;

    Task(TaskId id, Genesis genesis, Work work) {
      this.id = id;
      this.genesis = genesis;
      this.work = work;
    }
  }

  /** An entry of the queue; locked by at most one transaction. */
  static final class Queued {
    final TaskId task;
    final long runAt;
    @Nullable Object lockedBy;

    Queued(TaskId task, long runAt) {
      this.task = task;
      this.runAt = runAt;
    }
  }

  static final class Attempt {
    final TaskId task;
    final int number;
    final boolean detached;
    final UUID host;
    UUID worker;
    final long claimToken;
    long token;
    boolean ended;

    Attempt(TaskId task, int number, boolean detached, UUID host, UUID worker, long token) {
      this.task = task;
      this.number = number;
      this.detached = detached;
      this.host = host;
      this.worker = worker;
      this.claimToken = token;
      this.token = token;
    }
  }

  static final class Worker {
    final UUID id;
    final UUID host;
    long leaseUntil;
    boolean ended;

    /** Claims that are under way. */
    int claiming;

    Worker(UUID id, UUID host, long leaseUntil) {
      this.id = id;
      this.host = host;
      this.leaseUntil = leaseUntil;
    }
  }

  /** What a claim or an adoption gives to a worker. */
  record Taken(TaskId task, int number, Work work, Head head, boolean adopted, boolean recorded) {}
}
