package dev.axontask.engine.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.ModelLog;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, as far as it matters: tables, a clock, and what several transactions share. */
final class Store implements ModelLog.Ends {
  static final byte[] EMPTY = "{}".getBytes(UTF_8);

  final Agenda agenda;
  final ModelLog log;
  final Map<TaskId, Rows.Task> tasks = new LinkedHashMap<>();
  final Map<TaskId, Rows.Queued> queue = new LinkedHashMap<>();
  final List<Rows.Attempt> attempts = new ArrayList<>();
  final Map<UUID, Rows.Worker> workers = new LinkedHashMap<>();
  final Map<String, TaskId> keys = new HashMap<>();
  final Set<TaskId> deadLetters = new LinkedHashSet<>();

  /** Tasks that somebody changed since the audit looked last. */
  final Set<TaskId> changed = new LinkedHashSet<>();

  Store(Agenda agenda, Chance chance) {
    this.agenda = agenda;
    this.log = new ModelLog(this, chance.salts());
  }

  /** The database's clock, in nanoseconds. */
  long now() {
    return agenda.now();
  }

  Rows.Task task(TaskId id) {
    return Optional.ofNullable(tasks.get(id)).orElseThrow();
  }

  Optional<Rows.Attempt> openAttempt(TaskId task) {
    return attempts.stream().filter(each -> each.task.equals(task) && !each.ended).findAny();
  }

  /** Open attempts of tasks whose log is open. */
  List<Rows.Attempt> openAttempts() {
    return attempts.stream().filter(each -> !each.ended).toList();
  }

  @Override
  public boolean open(TaskId task) {
    return !task(task).state.terminal();
  }

  @Override
  public void end(TaskId task, int attempt, EventKind kind) {
    task(task).state = TaskState.ofWord(kind.word()).orElseThrow();
    endAttempt(task, attempt);
    changed.add(task);
  }

  void endAttempt(TaskId task, int number) {
    attempts.stream()
        .filter(each -> each.task.equals(task) && each.number == number)
        .forEach(each -> each.ended = true);
  }

  /** Raises the token of each whose log is open: its former holder writes nothing any more. */
  List<Rows.Attempt> raiseTokens(List<Rows.Attempt> of) {
    List<Rows.Attempt> raised = new ArrayList<>();
    for (Rows.Attempt each : of) {
      if (!log.head(each.task).closed() && !each.ended) {
        each.token = log.raise(each.task).token().value();
        changed.add(each.task);
        raised.add(each);
      }
    }
    return raised;
  }

  /** Ends a task that nobody holds. */
  Optional<Event> end(TaskId task, int attempt, EventKind kind, @Nullable FencingToken expected) {
    Optional<Event> event = append(task, new EventDraft(attempt, kind, EMPTY, null), expected);
    if (event.isPresent()) {
      end(task, attempt, kind);
    }
    return event;
  }

  Optional<Event> append(TaskId task, EventDraft draft, @Nullable FencingToken expected) {
    changed.add(task);
    return log.append(TenantId.LOCAL, task, draft, now() / 1_000, expected);
  }

  /** Whether the log says that the attempt may have been started. */
  boolean recorded(TaskId task, int attempt) {
    return log.events(task).stream()
        .anyMatch(event -> event.attempt() == attempt && event.kind().equals("started"));
  }
}
