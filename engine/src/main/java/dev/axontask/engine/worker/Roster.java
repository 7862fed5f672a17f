package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The attempts that run here, and the slots that are free. Thread-safe. */
final class Roster {
  private final Map<String, Integer> slots = new TreeMap<>();
  private final ConcurrentMap<String, AtomicInteger> used = new ConcurrentHashMap<>();
  private final ConcurrentMap<TaskId, AttemptRun> running = new ConcurrentHashMap<>();
  private final Consumer<Claim> freed;

  /**
   * @param freed told after each slot that became free, with what had it
   */
  Roster(AdapterRegistry adapters, WorkerSettings settings, Consumer<Claim> freed) {
    this.freed = freed;
    // Tasks of the others are left to workers that can run them.
    for (RegisteredAdapter adapter : adapters.ready()) {
      slots.put(adapter.name(), settings.slotsOf(adapter));
    }
  }

  /** Free slots by adapter; those without any are left out. */
  Map<String, Integer> free() {
    Map<String, Integer> free = new TreeMap<>();
    slots.forEach((adapter, all) -> {
      int left = all - used(adapter).get();
      if (left > 0) {
        free.put(adapter, left);
      }
    });
    return free;
  }

  private AtomicInteger used(String adapter) {
    return used.computeIfAbsent(adapter, name -> new AtomicInteger());
  }

  /** Starts an attempt in a slot of its adapter. */
  void start(AttemptTools tools, Claim claim) {
    used(claim.adapter()).incrementAndGet();
    AttemptRun run = new AttemptRun(tools, claim, this::ended);
    running.put(claim.task(), run);
    run.start();
  }

  private void ended(AttemptRun run) {
    running.remove(run.claim().task(), run);
    used(run.claim().adapter()).decrementAndGet();
    freed.accept(run.claim());
  }

  List<AttemptRun> all() {
    return new ArrayList<>(running.values());
  }

  /** The attempts that run here. */
  Set<AttemptId> attempts() {
    return running.values().stream()
        .map(run -> run.claim().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  Optional<AttemptRun> find(TaskId task) {
    return Optional.ofNullable(running.get(task));
  }

  int size() {
    return running.size();
  }

  /** The part of all slots that is used, 0 to 1. */
  double utilization() {
    int all = slots.values().stream().mapToInt(Integer::intValue).sum();
    return all == 0 ? 0 : (double) running.size() / all;
  }
}
