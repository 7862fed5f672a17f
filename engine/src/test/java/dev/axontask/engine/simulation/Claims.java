package dev.axontask.engine.simulation;

import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.Decision;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.task.Transitions;
import dev.axontask.engine.worker.SimulatedEnd;
import dev.axontask.engine.worker.WorkerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Transactions that give tasks to workers and take them away. */
final class Claims {
  private final Store store;
  private final Verdicts verdicts;
  private final WorkerSettings settings;

  Claims(Store store, Verdicts verdicts, WorkerSettings settings) {
    this.store = store;
    this.verdicts = verdicts;
    this.settings = settings;
  }

  static Rows.Worker worker(Store store, UUID id) {
    return Optional.ofNullable(store.workers.get(id)).orElseThrow();
  }

  /** What joining gave: attempts taken over, and the events of those that were lost. */
  record Joined(List<Rows.Taken> adopted, Map<TaskId, Event> ended) {}

  /** The worker that a host has now. */
  Optional<UUID> living(UUID host) {
    return store.workers.values().stream()
        .filter(each -> each.host.equals(host) && !each.ended)
        .map(each -> each.id)
        .findAny();
  }

  /**
   * Makes a process its host's worker, in place of the one that was seen; only for the holder of
   * the host's lock.
   *
   * @return empty if the host has another one by now
   */
  Optional<Joined> join(UUID id, UUID host, Optional<UUID> seen) {
    if (!living(host).equals(seen)) {
      return Optional.empty();
    }
    seen.map(before -> worker(store, before))
        .ifPresent(predecessor -> {
          waitForClaims(predecessor);
          predecessor.ended = true;
        });
    return Optional.of(takeOver(id, host));
  }

  private Joined takeOver(UUID id, UUID host) {
    store.workers.put(id, new Rows.Worker(id, host, store.now() + settings.lease().toNanos()));
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    List<Rows.Taken> adopted = new ArrayList<>();
    List<Rows.Attempt> open =
        store.openAttempts().stream().filter(each -> each.host.equals(host)).toList();
    for (Rows.Attempt each : store.raiseTokens(open)) {
      if (each.detached) {
        each.worker = id;
        adopted.add(taken(each, true));
      } else {
        lost(each, new Command.WorkerLost(false)).ifPresent(event -> ended.put(each.task, event));
      }
    }
    return new Joined(adopted, ended);
  }

  private Rows.Taken taken(Rows.Attempt each, boolean adopted) {
    return new Rows.Taken(
        each.task,
        each.number,
        store.task(each.task).work,
        store.log.head(each.task),
        adopted,
        store.recorded(each.task, each.number));
  }

  /** A claim that is under way holds the worker's row; whoever changes it comes again. */
  private static void waitForClaims(Rows.Worker worker) {
    if (worker.claiming > 0) {
      throw new Unavailable(false);
    }
  }

  /** False if somebody has ended this worker. */
  boolean renew(UUID id) {
    Rows.Worker worker = worker(store, id);
    if (worker.ended) {
      return false;
    }
    worker.leaseUntil = store.now() + settings.lease().toNanos();
    return true;
  }

  /** Attempts of a claim whose answer was lost. */
  List<Rows.Taken> unstarted(UUID id, Set<Key> running) {
    Rows.Worker worker = worker(store, id);
    waitForClaims(worker);
    if (worker.ended) {
      return List.of();
    }
    return store.openAttempts().stream()
        .filter(each -> each.worker.equals(id))
        .filter(each -> !running.contains(new Key(each.task, each.number)))
        .filter(each -> each.token == store.log.head(each.task).token().value())
        .filter(each -> !store.recorded(each.task, each.number))
        .map(each -> taken(each, false))
        .toList();
  }

  List<UUID> expired(UUID self) {
    return store.workers.values().stream()
        .filter(each -> !each.ended && each.leaseUntil < store.now() && !each.id.equals(self))
        .map(each -> each.id)
        .toList();
  }

  /** Ends a worker whose lease is over, and decides on its attempts. */
  Map<TaskId, Event> reap(UUID id) {
    Rows.Worker worker = worker(store, id);
    waitForClaims(worker);
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    if (worker.ended || worker.leaseUntil >= store.now()) {
      return ended;
    }
    worker.ended = true;
    List<Rows.Attempt> open =
        store.openAttempts().stream().filter(each -> each.worker.equals(id)).toList();
    for (Rows.Attempt each : store.raiseTokens(open)) {
      lost(each, new Command.WorkerLost(each.detached))
          .ifPresent(event -> ended.put(each.task, event));
    }
    return ended;
  }

  /** Detached attempts whose host has been silent for so long that their work is dead. */
  List<Rows.Attempt> silent() {
    long before = store.now() - SimulatedEnd.silence(settings);
    return store.openAttempts().stream()
        .filter(each -> each.detached && away(each))
        .filter(each -> worker(store, each.worker).leaseUntil < before)
        .toList();
  }

  private boolean away(Rows.Attempt attempt) {
    return worker(store, attempt.worker).ended;
  }

  Optional<Event> giveUp(Rows.Attempt candidate) {
    if (candidate.ended || !away(candidate) || store.raiseTokens(List.of(candidate)).isEmpty()) {
      return Optional.empty();
    }
    return lost(candidate, new Command.HostLost());
  }

  private Optional<Event> lost(Rows.Attempt each, Command command) {
    Rows.Task task = store.task(each.task);
    return switch (Transitions.decide(Submits.status(task), command)) {
      case Decision.EndAsLost(var error) -> {
        EndedAttempt ended =
            new EndedAttempt(
                each.number,
                TaskState.LOST,
                error.temporary(),
                true,
                null,
                task.cancelRequested,
                null);
        NextStep next = verdicts.after(ended, task.work);
        yield verdicts.write(each.task, ended, next, new FencingToken(each.token));
      }
      case Decision.WaitForHost wait -> Optional.empty();
      case Decision.Nothing nothing -> Optional.empty();
      case Decision.CancelNow impossible -> throw new IllegalStateException("nobody canceled");
      case Decision.AskToStop impossible -> throw new IllegalStateException("nobody canceled");
      case Decision.TimeOutNow impossible -> throw new IllegalStateException("it does not wait");
    };
  }
}
