package dev.axontask.engine.retention;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.HotTail;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Destroys payloads of finished tasks on request, with their salts. Commitment, length and hashes
 * stay, so that the chain still verifies and nobody can guess from it what was there. Thread-safe.
 */
public final class Erasures {
  /** Events in one request: one transaction. */
  public static final int EVENTS = 10_000;

  /** Characters of a reason. */
  public static final int REASON_LENGTH = 500;

  private final Database database;
  private final HotTail hotTail;
  private final Supplier<UUID> ids;
  private final Counter erased;

  public Erasures(Database database, HotTail hotTail, Supplier<UUID> ids, MeterRegistry meters) {
    this.database = database;
    this.hotTail = hotTail;
    this.ids = ids;
    this.erased =
        Counter.builder("axontask.payloads.erased")
            .description("Payloads of events that were destroyed on request")
            .register(meters);
  }

  /**
   * Destroys the payloads of these events, as far as they are there, and records who wanted it and
   * why in the same transaction. A crash before the commit leaves everything; after it, perhaps a
   * copy in Redis, which a repeated request removes and an hour does anyway.
   *
   * @param seqs 1 to {@link #EVENTS}
   * @param reason 1 to {@link #REASON_LENGTH} characters
   */
  public Erasure erase(Caller caller, TaskId task, List<Long> seqs, String reason) {
    if (seqs.isEmpty() || seqs.size() > EVENTS || reason.isEmpty()) {
      throw new IllegalArgumentException("an erasure names 1 to " + EVENTS + " events and why");
    }
    UUID id = ids.get();
    Erasure done =
        database.asEraser(
            caller.tenant(),
            tx -> {
              Optional<Boolean> closed = closed(tx, task);
              if (closed.isEmpty()) {
                return new Erasure.NotFound();
              }
              if (!closed.get()) {
                return new Erasure.NotFinished();
              }
              List<Long> gone = destroy(tx, task, seqs);
              if (!gone.isEmpty()) {
                record(tx, id, caller, task, gone, reason);
              }
              return new Erasure.Erased(gone, false);
            });
    return done instanceof Erasure.Erased(List<Long> gone, _) ? settled(task, gone) : done;
  }

  private Erasure settled(TaskId task, List<Long> gone) {
    erased.increment(gone.size());
    return new Erasure.Erased(gone, hotTail.forget(List.of(task)));
  }

  private static Optional<Boolean> closed(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement("SELECT closed FROM task_heads WHERE task_id = ?")) {
      select.setObject(1, task.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
      }
    }
  }

  private static List<Long> destroy(Connection tx, TaskId task, List<Long> seqs)
      throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE task_events SET payload = NULL, salt = NULL
             WHERE task_id = ? AND seq = ANY (?::bigint[]) AND payload IS NOT NULL
            RETURNING seq
            """)) {
      update.setObject(1, task.value());
      update.setArray(2, tx.createArrayOf("int8", seqs.toArray()));
      List<Long> gone = new ArrayList<>();
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          gone.add(rows.getLong(1));
        }
      }
      return gone.stream().sorted().toList();
    }
  }

  private static void record(
      Connection tx, UUID id, Caller caller, TaskId task, List<Long> seqs, String reason)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO erasures (id, tenant_id, task_id, seqs, principal, reason)
            VALUES (?, ?, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, id);
      insert.setObject(2, caller.tenant().value());
      insert.setObject(3, task.value());
      insert.setArray(4, tx.createArrayOf("int8", seqs.toArray()));
      insert.setString(5, caller.principal());
      insert.setString(6, reason);
      insert.executeUpdate();
    }
  }
}
