package dev.axontask.engine.task;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.event.Question;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The questions that running tasks ask, and their answers. Any process takes an answer: its event
 * and the mark that the question is answered are one transaction, under the lock of the task's
 * head, and whoever runs the task reads it from there. Thread-safe.
 */
public final class Questions {
  private final Database database;
  private final OneOffAppend log;
  private final Publisher publisher;
  private final Doorbell doorbell;

  public Questions(Database database, OneOffAppend log, Publisher publisher, Doorbell doorbell) {
    this.database = database;
    this.log = log;
    this.publisher = publisher;
    this.doorbell = doorbell;
  }

  /** What a task waits for, the oldest first; nothing if it has ended or is not the caller's. */
  public List<OpenQuestion> open(Caller caller, TaskId task) {
    return database.asTenant(caller.tenant(), tx -> open(tx, task));
  }

  private static List<OpenQuestion> open(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT i.key, e.payload
              FROM task_inputs i JOIN tasks t ON t.id = i.task_id
              JOIN task_events e ON e.task_id = i.task_id AND e.seq = i.asked_seq
             WHERE i.task_id = ? AND i.answered_seq IS NULL AND t.state = 'running'
               AND i.attempt = t.attempt
               AND e.payload IS NOT NULL
             ORDER BY i.asked_seq
            """)) {
      select.setObject(1, task.value());
      List<OpenQuestion> open = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          open.add(question(row.getString("key"), row.getBytes("payload")));
        }
      }
      return open;
    }
  }

  @SuppressWarnings("unchecked") // Objects are read as maps with string keys.
  private static OpenQuestion question(String key, byte[] payload) {
    Map<String, @Nullable Object> request = Question.member(payload, "request");
    Object params = request.get("params");
    return new OpenQuestion(
        key,
        String.valueOf(request.get("method")),
        params instanceof Map<?, ?> members ? (Map<String, @Nullable Object>) members : Map.of());
  }

  /**
   * Takes answers. Each question is answered once: the first answer counts, whoever sends another.
   *
   * @param answers results of the requests, as JSON, by key; at most {@value Limits#ANSWER_BYTES}
   *     bytes each
   */
  public Answering answer(
      Caller caller, TaskId task, Map<String, ? extends Map<String, ?>> answers) {
    List<FieldProblem> problems = problems(answers);
    if (!problems.isEmpty()) {
      return new Answering.Invalid(problems);
    }
    Optional<Map<String, Event>> taken =
        database.asTenant(caller.tenant(), tx -> answer(tx, caller.tenant(), task, answers));
    if (taken.isEmpty()) {
      return new Answering.NotFound();
    }
    if (!taken.get().isEmpty()) {
      publisher.publish(task, List.copyOf(taken.get().values()));
      doorbell.ringInput();
    }
    return new Answering.Taken(taken.get().keySet());
  }

  private static List<FieldProblem> problems(Map<String, ? extends Map<String, ?>> answers) {
    List<FieldProblem> problems = new ArrayList<>();
    answers.forEach((key, answer) -> {
      Optional<String> wrong = RequestText.json(answer, true);
      if (wrong.isPresent()) {
        problems.add(new FieldProblem(key, wrong.get()));
      } else if (Question.answered(key, answer, 0).length > Limits.ANSWER_BYTES) {
        problems.add(new FieldProblem(key, "has more than " + Limits.ANSWER_BYTES + " bytes"));
      }
    });
    return problems;
  }

  /**
   * A crash before the commit leaves the questions open; after it they are answered, also if nobody
   * hears of it: whoever runs the task looks once a second.
   */
  private Optional<Map<String, Event>> answer(
      Connection tx, TenantId tenant, TaskId task, Map<String, ? extends Map<String, ?>> answers)
      throws SQLException {
    TaskLocks.head(tx, task);
    Optional<Integer> attempt = attempt(tx, task);
    if (attempt.isEmpty()) {
      return Optional.empty();
    }
    Set<String> open = openKeys(tx, task);
    Map<String, Event> taken = new LinkedHashMap<>();
    for (Map.Entry<String, ? extends Map<String, ?>> answer : answers.entrySet()) {
      String key = answer.getKey();
      if (open.remove(key)) {
        byte[] payload = Question.answered(key, answer.getValue(), open.size());
        EventDraft draft = new EventDraft(attempt.get(), EventKind.INPUT, payload, null);
        Optional<Event> event = log.append(tx, tenant, task, draft, null);
        if (event.isPresent()) {
          mark(tx, task, key, event.get());
          taken.put(key, event.get());
        }
      }
    }
    return Optional.of(taken);
  }

  /**
   * The latest attempt; a statement of its own, after the lock, so that it sees what was committed
   * while the lock was waited for.
   */
  private static Optional<Integer> attempt(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement select = tx.prepareStatement("SELECT attempt FROM tasks WHERE id = ?")) {
      select.setObject(1, task.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }

  private static Set<String> openKeys(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT i.key FROM task_inputs i JOIN tasks t ON t.id = i.task_id
             WHERE i.task_id = ? AND i.answered_seq IS NULL AND i.attempt = t.attempt
               AND t.state = 'running'
            """)) {
      select.setObject(1, task.value());
      Set<String> keys = new LinkedHashSet<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          keys.add(row.getString(1));
        }
      }
      return keys;
    }
  }

  private static void mark(Connection tx, TaskId task, String key, Event event)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_inputs SET answered_seq = ?
             WHERE task_id = ? AND key = ? AND answered_seq IS NULL
            """)) {
      update.setLong(1, event.seq());
      update.setObject(2, task.value());
      update.setString(3, key);
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("question " + key + " of " + task + " was answered twice");
      }
    }
  }
}
