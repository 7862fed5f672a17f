package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Question;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Passes answers on to the attempts that wait for them here: one query for all of them. What it
 * passes on is read from the log, and so is durable; an attempt that was taken over from an earlier
 * process, or that follows another one, gets every answer of its task once more.
 */
final class InputWatch {
  private final Database database;
  private final Roster roster;

  InputWatch(Database database, Roster roster) {
    this.database = database;
    this.roster = roster;
  }

  private record Answer(TaskId task, String key, byte[] payload) {}

  Summary runOnce() {
    recall(roster.all().stream().filter(run -> run.inputs().forgetful()).toList());
    List<TaskId> tasks = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (AttemptRun run : roster.all()) {
      for (String key : run.inputs().awaited()) {
        tasks.add(run.claim().task());
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      return Summary.of(0, "");
    }
    List<Answer> answers = database.asWorker(tx -> answers(tx, tasks, keys));
    for (Answer answer : answers) {
      roster
          .find(answer.task())
          .ifPresent(
              run -> run.work().input(answer.key(), Question.member(answer.payload(), "answer")));
    }
    return Summary.of(answers.size(), "answers passed on");
  }

  private void recall(List<AttemptRun> runs) {
    if (runs.isEmpty()) {
      return;
    }
    Object[] tasks = runs.stream().map(run -> run.claim().task().value()).toArray();
    Map<UUID, List<String>> asked = database.asWorker(tx -> asked(tx, tasks));
    for (AttemptRun run : runs) {
      run.inputs().recall(asked.getOrDefault(run.claim().task().value(), List.of()));
    }
  }

  private static Map<UUID, List<String>> asked(Connection tx, Object... tasks) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT i.task_id, i.key FROM task_inputs i JOIN tasks t ON t.id = i.task_id
             WHERE i.task_id = ANY (?::uuid[]) AND (i.attempt = t.attempt OR i.answered_seq IS NOT NULL)
            """)) {
      select.setArray(1, tx.createArrayOf("uuid", tasks));
      Map<UUID, List<String>> asked = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          asked
              .computeIfAbsent(row.getObject("task_id", UUID.class), _ -> new ArrayList<>())
              .add(row.getString("key"));
        }
      }
      return asked;
    }
  }

  private static List<Answer> answers(Connection tx, List<TaskId> tasks, List<String> keys)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT i.task_id, i.key, e.payload
              FROM unnest(?::uuid[], ?::text[]) AS awaited(task_id, key)
              JOIN task_inputs i USING (task_id, key)
              JOIN task_events e ON e.task_id = i.task_id AND e.seq = i.answered_seq
             WHERE e.payload IS NOT NULL
             ORDER BY i.task_id, i.answered_seq
            """)) {
      select.setArray(1, tx.createArrayOf("uuid", tasks.stream().map(TaskId::value).toArray()));
      select.setArray(2, tx.createArrayOf("text", keys.toArray()));
      List<Answer> answers = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          answers.add(
              new Answer(
                  new TaskId(row.getObject("task_id", UUID.class)),
                  row.getString("key"),
                  row.getBytes("payload")));
        }
      }
      return answers;
    }
  }
}
