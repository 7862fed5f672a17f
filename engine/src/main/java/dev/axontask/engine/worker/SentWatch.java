package dev.axontask.engine.worker;

import dev.axontask.adapter.Input;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.input.SentPayload;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Hands over what was sent to the attempts that run here, and notes what they have read: one query
 * for all of them, over an index of what is not settled. Reads committed rows only, so whatever is
 * handed over is durable. An input is settled once the work has read it; a crash before that hands
 * it over again, and the execution knows it by its number and place.
 */
final class SentWatch {
  /** Inputs of one look; where there are more, the next look follows at once. */
  private static final int BATCH = 200;

  /** Rows that are not settled, of all attempts here, of one look. */
  private static final int ROWS = 20_000;

  private final Database database;
  private final Roster roster;
  private final UUID worker;

  SentWatch(Database database, Roster roster, UUID worker) {
    this.database = database;
    this.roster = roster;
    this.worker = worker;
  }

  /** Where an input is in its attempt's stream. */
  private record Place(TaskId task, long seq, int attempt, long end, long bytes) {}

  Summary runOnce() {
    if (roster.size() == 0) {
      return Summary.of(0, "");
    }
    List<Place> places = database.asWorker(this::places);
    List<Place> fresh = places.stream().filter(this::fresh).limit(BATCH).toList();
    int handed = handOver(fresh);
    settle(places);
    return new Summary(handed, "inputs handed over", handed == BATCH);
  }

  private Optional<AttemptRun> run(Place place) {
    return roster.find(place.task()).filter(run -> run.claim().number() == place.attempt());
  }

  private boolean fresh(Place place) {
    return run(place).filter(run -> run.work().sent() < place.seq()).isPresent();
  }

  private int handOver(List<Place> fresh) {
    int handed = 0;
    Set<TaskId> stuck = new HashSet<>();
    for (Place place : fresh) {
      Optional<AttemptRun> run = run(place);
      boolean tried = run.isPresent() && !stuck.contains(place.task());
      if (tried && run.get().work().send(input(place))) {
        handed++;
      } else {
        // The next of this task have to wait for it.
        stuck.add(place.task());
      }
    }
    return handed;
  }

  private Input input(Place place) {
    return database.asWorker(tx -> input(tx, place));
  }

  /** Notes what was read; whoever lost the task to another owner notes nothing. */
  private void settle(List<Place> places) {
    List<Place> read = new ArrayList<>();
    for (Place place : places) {
      if (run(place).filter(run -> isRead(run, place)).isPresent()) {
        read.add(place);
      }
    }
    if (!read.isEmpty()) {
      var _ = database.asWorker(tx -> settle(tx, read));
    }
  }

  private static boolean isRead(AttemptRun run, Place place) {
    return run.work().sent() >= place.seq()
        && (place.bytes() == 0 || run.work().inputRead() >= place.end());
  }

  private List<Place> places(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT s.task_id, s.seq, s.attempt, s.stdin_offset + s.bytes AS ends_at, s.bytes
              FROM task_sent_inputs s
              JOIN attempts a ON a.task_id = s.task_id AND a.number = s.attempt
              JOIN task_events e ON e.task_id = s.task_id AND e.seq = s.seq
             WHERE NOT s.settled AND a.worker_id = ? AND a.ended_at IS NULL
               AND (e.kind = 'input' OR e.payload IS NOT NULL)
             ORDER BY s.task_id, s.seq LIMIT ?
            """)) {
      select.setObject(1, worker);
      select.setInt(2, ROWS);
      List<Place> places = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          places.add(
              new Place(
                  new TaskId(row.getObject("task_id", UUID.class)),
                  row.getLong("seq"),
                  row.getInt("attempt"),
                  row.getLong("ends_at"),
                  row.getLong("bytes")));
        }
      }
      return places;
    }
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

  private int settle(Connection tx, List<Place> read) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_sent_inputs s SET settled = true
              FROM unnest(?::uuid[], ?::bigint[], ?::bigint[]) AS r (task_id, seq, token)
              JOIN task_heads h USING (task_id)
             WHERE s.task_id = r.task_id AND s.seq = r.seq AND h.fencing_token = r.token
            """)) {
      update.setArray(
          1, tx.createArrayOf("uuid", read.stream().map(p -> p.task().value()).toArray()));
      update.setArray(2, tx.createArrayOf("bigint", read.stream().map(Place::seq).toArray()));
      update.setArray(3, tx.createArrayOf("bigint", read.stream().map(this::token).toArray()));
      return update.executeUpdate();
    }
  }

  /** A run that ended meanwhile has no token; nothing matches then. */
  private Long token(Place place) {
    return run(place).map(run -> run.claim().head().token().value()).orElse(-1L);
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
