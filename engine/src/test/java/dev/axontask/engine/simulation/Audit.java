package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks after every event whether what has to hold holds. */
final class Audit {
  private final World world;
  private final Store store;
  private final Map<TaskId, LogAudit> logs = new HashMap<>();
  private final Map<String, TaskId> accepted = new HashMap<>();
  private final Map<TaskId, List<Execution>> executions = new HashMap<>();
  private final Map<Execution, Node> places = new HashMap<>();
  private final Set<Run> runs = new LinkedHashSet<>();
  private final Map<Rows.Attempt, Owner> owners = new HashMap<>();
  private final Map<TaskId, Long> tokens = new HashMap<>();
  private final Set<UUID> ended = new HashSet<>();
  private long waits;

  /** Who held an attempt when it was looked at last. */
  private record Owner(UUID worker, long token) {}

  Audit(World world) {
    this.world = world;
    this.store = world.store;
  }

  static void holds(boolean condition, String sentence, @Nullable Object... details) {
    if (!condition) {
      throw new AssertionError(sentence + " " + Arrays.asList(details));
    }
  }

  /** Looks at what was changed. */
  void look() {
    for (TaskId task : store.changed) {
      logs.computeIfAbsent(task, _ -> new LogAudit(store.task(task))).look(store);
      oneWriter(task);
      rowsAgree(task);
      tokensRise(task);
      tokenNeverFalls(task);
    }
    store.changed.clear();
    nobodyIsEndedInTime();
  }

  /** Only its host's next process may end a worker whose lease is not over. */
  private void nobodyIsEndedInTime() {
    for (Rows.Worker each : store.workers.values()) {
      holds(each.ended || !ended.contains(each.id), "an ended worker stays ended", each.id);
      if (each.ended && ended.add(each.id)) {
        boolean followed =
            store.workers.values().stream()
                .anyMatch(other -> other.host.equals(each.host) && !other.ended);
        holds(followed || each.leaseUntil < world.agenda.now(), "a lease is kept", each.id);
      }
    }
  }

  private void oneWriter(TaskId task) {
    Head head = store.log.head(task);
    long writers =
        runs.stream()
            .filter(run -> run.task().equals(task) && run.mayWrite(head.token().value()))
            .count();
    holds(head.closed() || writers <= 1, "at most one attempt can write", task, writers);
  }

  /** Each attempt has a token of its own, higher than those before it. */
  private void tokensRise(TaskId task) {
    long before = 0;
    for (Rows.Attempt each : store.attempts) {
      if (each.task.equals(task)) {
        holds(each.claimToken > before, "a claim raises the token", task, each.number);
        before = each.token;
        Owner owner = owners.put(each, new Owner(each.worker, each.token));
        holds(
            owner == null || owner.worker().equals(each.worker) || owner.token() < each.token,
            "whoever takes an attempt over raises the token",
            task);
      }
    }
  }

  /** Who writes under an earlier token writes that one back. */
  private void tokenNeverFalls(TaskId task) {
    long now = store.log.head(task).token().value();
    long highest = tokens.merge(task, now, Math::max);
    holds(now == highest, "a token never falls", task, highest, now);
  }

  private void rowsAgree(TaskId task) {
    Rows.Task row = store.task(task);
    List<Rows.Attempt> all = store.attempts.stream().filter(a -> a.task.equals(task)).toList();
    long open = all.stream().filter(a -> !a.ended).count();
    boolean queued = store.queue.containsKey(task);
    Head head = store.log.head(task);
    holds(
        open == (row.state == TaskState.RUNNING ? 1 : 0),
        "a running task has one open attempt",
        task,
        row.state,
        open);
    holds(row.attempt == all.size(), "attempts are counted", task, row.attempt, all.size());
    holds(row.attempt <= row.work.policy().maxAttempts(), "no attempt is too many", task);
    boolean waits = row.state == TaskState.PENDING && !row.cancelRequested;
    holds(queued == waits, "what waits is queued", task, row.state);
    boolean dead = row.state == TaskState.DEAD_LETTER;
    holds(dead == store.deadLetters.contains(task), "a dead letter is listed", task, row.state);
    holds(head.closed() == row.state.terminal(), "an ended task has a closed log", task, row.state);
    if (head.closed()) {
      String last = store.log.events(task).getLast().kind();
      holds(last.equals(row.state.word()), "the state is the terminal event's", last, row.state);
    }
  }

  void accepted(String key, TaskId task) {
    TaskId before = accepted.putIfAbsent(key, task);
    holds(before == null || before.equals(task), "a key stands for one task", key, before, task);
    holds(store.tasks.containsKey(task), "an accepted task is there", task);
  }

  void published(TaskId task, List<Event> events) {
    for (Event event : events) {
      holds(committed(task, event), "what is published is committed", task, event.seq());
    }
    store.changed.add(task);
  }

  private boolean committed(TaskId task, Event event) {
    List<Event> log = store.log.events(task);
    return event.seq() <= log.size()
        && Arrays.equals(log.get((int) event.seq() - 1).hash(), event.hash());
  }

  void given(Transcript transcript, List<Event> events) {
    long seq = (long) transcript.events.size() - events.size();
    for (Event event : events) {
      holds(event.seq() == ++seq, "a reader is given the next event", seq, event.seq());
      holds(committed(transcript.task, event), "a reader is given what is committed", seq);
    }
  }

  /** Readers may wait for the store for as long as there are faults. */
  void readersWait() {
    holds(!world.wire.calmed(), "a calm store answers", ++waits);
  }

  /** What an attempt left on its host goes only after its end is durable, whoever wrote it. */
  void acknowledgedEnd(Key key) {
    holds(
        store.log.events(key.task()).stream()
            .filter(event -> event.attempt() == key.number())
            .map(event -> EventKind.ofWord(event.kind()).orElseThrow())
            .anyMatch(kind -> kind == EventKind.RETRY || kind.terminal()),
        "an end that was acknowledged is in the log",
        key);
  }

  void follows(Run run) {
    runs.add(run);
  }

  void leaves(Run run) {
    runs.remove(run);
  }

  /** Another attempt begins only after the earlier ones are over, or can write nothing. */
  void starts(Execution execution, Node node) {
    Key key = execution.key;
    List<Execution> earlier = executions.computeIfAbsent(key.task(), _ -> new ArrayList<>());
    for (Execution each : earlier) {
      boolean over = !each.running(world.agenda.now());
      boolean still = !execution.work.detached() && !place(each).acting();
      holds(over || still, "the old execution is dead before another starts", key, each.key);
      holds(!each.key.equals(key), "an attempt is started once", key);
    }
    holds(
        !execution.work.detached() || store.recorded(key.task(), key.number()),
        "what may run is in the log",
        key);
    earlier.add(execution);
    places.put(execution, node);
  }

  private Node place(Execution execution) {
    Node node = places.get(execution);
    if (node == null) {
      throw new IllegalStateException("an execution without a place");
    }
    return node;
  }

  boolean allEnded() {
    return store.tasks.values().stream().allMatch(task -> task.state.terminal());
  }

  /** At the end everything has ended, and everybody has seen all of it. */
  void end() {
    for (Rows.Task task : store.tasks.values()) {
      holds(task.state.terminal(), "every task ends", task.id, task.state, task.attempt);
    }
    for (Transcript transcript : world.readers.transcripts()) {
      holds(
          transcript.done(),
          "every reader sees the end",
          transcript.task,
          transcript.events.size());
      holds(
          transcript.events.size() == store.log.events(transcript.task).size(),
          "every reader sees all",
          transcript.task);
      holds(
          transcript.reading().state() == store.task(transcript.task).state,
          "every reader is told the state",
          transcript.task,
          transcript.reading().state());
    }
  }
}
