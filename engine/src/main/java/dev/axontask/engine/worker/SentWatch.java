package dev.axontask.engine.worker;

import dev.axontask.adapter.Input;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.input.SentPayload;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Hands over what was sent to the attempts that run here, and notes what they have read: a few
 * queries for all of them, over an index of what is not settled. Reads committed rows only, so
 * whatever is handed over is durable. An input is settled once the work has read it; a crash before
 * that hands it over again, and the execution knows it by its number and place. Work that does not
 * read, or does not take what it is sent, holds up nobody else's.
 */
final class SentWatch {
  /** Inputs of a task in one look; where there are more, the next look follows at once. */
  private static final int EACH = 50;

  private final Database database;
  private final Roster roster;
  private final UUID worker;

  SentWatch(Database database, Roster roster, UUID worker) {
    this.database = database;
    this.roster = roster;
    this.worker = worker;
  }

  /** An input in the log of the task that a run works for. */
  private record Place(AttemptRun run, long seq) {
    TaskId task() {
      return run.claim().task();
    }
  }

  Summary runOnce() {
    List<AttemptRun> all = roster.all();
    if (all.isEmpty()) {
      return Summary.of(0, "");
    }
    List<AttemptRun> sentTo = database.asWorker(tx -> sentTo(tx, all));
    if (sentTo.isEmpty()) {
      return Summary.of(0, "");
    }
    Map<TaskId, Integer> handed = handOver(database.asWorker(tx -> places(tx, sentTo)));
    int settled = database.asWorker(tx -> settle(tx, sentTo));
    int count = handed.values().stream().mapToInt(Integer::intValue).sum();
    return new Summary(
        count, "inputs handed over, %d read".formatted(settled), handed.containsValue(EACH));
  }

  /** How many each task took; what comes after one that it did not take has to wait for that. */
  private Map<TaskId, Integer> handOver(List<Place> places) {
    Map<TaskId, Integer> handed = new HashMap<>();
    Set<TaskId> stuck = new HashSet<>();
    for (Place place : places) {
      if (stuck.contains(place.task())) {
        continue;
      }
      if (place.run().work().send(database.asWorker(tx -> input(tx, place)))) {
        handed.merge(place.task(), 1, Integer::sum);
      } else {
        stuck.add(place.task());
      }
    }
    return handed;
  }

  /** Those of these runs, as far as this worker has them, that were sent what is not settled. */
  private List<AttemptRun> sentTo(Connection tx, List<AttemptRun> runs) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT r.at FROM unnest(?::uuid[], ?::int[]) WITH ORDINALITY AS r (task_id, attempt, at)
              JOIN attempts a ON a.task_id = r.task_id AND a.number = r.attempt
             WHERE a.worker_id = ? AND a.ended_at IS NULL
               AND EXISTS (SELECT FROM task_sent_inputs s
                            WHERE s.task_id = r.task_id AND s.attempt = r.attempt AND NOT s.settled)
            """)) {
      select.setArray(1, array(tx, "uuid", runs, run -> run.claim().task().value()));
      select.setArray(2, array(tx, "integer", runs, run -> run.claim().number()));
      select.setObject(3, worker);
      List<AttemptRun> sentTo = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          sentTo.add(runs.get(row.getInt("at") - 1));
        }
      }
      return sentTo;
    }
  }

  /** The next inputs of each run, in their order, behind those that it took already. */
  private static List<Place> places(Connection tx, List<AttemptRun> runs) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT r.at, i.seq
              FROM unnest(?::uuid[], ?::int[], ?::bigint[]) WITH ORDINALITY
                   AS r (task_id, attempt, sent, at)
             CROSS JOIN LATERAL (
               SELECT s.seq FROM task_sent_inputs s
                 JOIN task_events e ON e.task_id = s.task_id AND e.seq = s.seq
                WHERE s.task_id = r.task_id AND s.attempt = r.attempt AND s.seq > r.sent
                  AND NOT s.settled AND (e.kind = 'input' OR e.payload IS NOT NULL)
                ORDER BY s.seq LIMIT ?) AS i
             ORDER BY r.at, i.seq
            """)) {
      select.setArray(1, array(tx, "uuid", runs, run -> run.claim().task().value()));
      select.setArray(2, array(tx, "integer", runs, run -> run.claim().number()));
      select.setArray(3, array(tx, "bigint", runs, run -> run.work().sent()));
      select.setInt(4, EACH);
      List<Place> places = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          places.add(new Place(runs.get(row.getInt("at") - 1), row.getLong("seq")));
        }
      }
      return places;
    }
  }

  private static Array array(
      Connection tx, String type, List<AttemptRun> runs, Function<AttemptRun, Object> value)
      throws SQLException {
    return tx.createArrayOf(type, runs.stream().map(value).toArray());
  }

  /**
   * What was erased before it was handed over is read as NUL bytes: what follows keeps its place.
   */
  private static Input input(Connection tx, Place place) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT e.kind, e.payload, s.stdin_offset, s.bytes, s.ends
              FROM task_sent_inputs s JOIN task_events e USING (task_id, seq)
             WHERE s.task_id = ? AND s.seq = ?
            """)) {
      select.setObject(1, place.task().value());
      select.setLong(2, place.seq());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        byte[] payload = row.getBytes("payload");
        if (row.getString("kind").equals("signal")) {
          Input.Name name = Input.Name.valueOf(SentPayload.name(payload));
          return new Input.Signal(place.seq(), name);
        }
        return new Input.Bytes(
            place.seq(),
            row.getLong("stdin_offset"),
            payload == null ? new byte[row.getInt("bytes")] : SentPayload.bytes(payload),
            row.getBoolean("ends"));
      }
    }
  }

  /** Notes what was read; whoever lost the task to another owner notes nothing. */
  private static int settle(Connection tx, List<AttemptRun> runs) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_sent_inputs s SET settled = true
              FROM unnest(?::uuid[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
                   AS r (task_id, attempt, sent, read, token)
              JOIN task_heads h USING (task_id)
             WHERE s.task_id = r.task_id AND s.attempt = r.attempt AND NOT s.settled
               AND s.seq <= r.sent AND (s.bytes = 0 OR s.stdin_offset + s.bytes <= r.read)
               AND h.fencing_token = r.token
            """)) {
      update.setArray(1, array(tx, "uuid", runs, run -> run.claim().task().value()));
      update.setArray(2, array(tx, "integer", runs, run -> run.claim().number()));
      update.setArray(3, array(tx, "bigint", runs, run -> run.work().sent()));
      update.setArray(4, array(tx, "bigint", runs, run -> run.work().inputRead()));
      update.setArray(5, array(tx, "bigint", runs, run -> run.claim().head().token().value()));
      return update.executeUpdate();
    }
  }

  /**
   * Settles what no work will read any more: its task has ended, or has another attempt.
   *
   * @return how many inputs
   */
  Summary settleLeftOnce() {
    int left =
        database.asWorker(tx -> {
          try (PreparedStatement update =
              tx.prepareStatement(
                  """
                  UPDATE task_sent_inputs s SET settled = true
                    FROM attempts a
                   WHERE NOT s.settled AND a.task_id = s.task_id AND a.number = s.attempt
                     AND a.ended_at IS NOT NULL
                  """)) {
            return update.executeUpdate();
          }
        });
    return Summary.of(left, "inputs came too late");
  }
}
