package dev.axontask.engine.event;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds an event in somebody else's transaction: a cancel before any claim, a reaper's {@code lost}.
 *
 * <p>Locks the task's head. Everyone locks a head before the rows of {@code tasks} and {@code
 * attempts} of the same task, and heads in the order of their ids: so does whoever calls this.
 */
public final class OneOffAppend {
  private final InstantSource clock;
  private final Salts salts;

  public OneOffAppend(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.salts = new Salts(random);
  }

  /**
   * Adds the event; the caller commits and then gives it to {@link Publisher#publish}. A terminal
   * event closes the head; the rows of the task and the attempt are the caller's.
   *
   * @param expected the token that the head must still have; null if any will do
   * @return empty if the task is unknown, its head is closed or its token is another: nothing was
   *     written
   */
  public Optional<Event> append(
      Connection transaction,
      TenantId tenant,
      TaskId task,
      EventDraft draft,
      @Nullable FencingToken expected)
      throws SQLException {
    Optional<Head> locked = lock(transaction, tenant, task);
    if (locked.isEmpty() || !open(locked.get(), expected)) {
      return Optional.empty();
    }
    Head head = locked.get();
    long ts = Math.max(head.lastTsMicros(), Micros.of(clock.instant()));
    Event event =
        Part.event(
            tenant.value(),
            task.value(),
            head.lastSeq() + 1,
            ts,
            draft,
            salts.next(),
            head.lastHash());
    insert(transaction, tenant, task, event);
    move(transaction, task, draft, event);
    return Optional.of(event);
  }

  private static boolean open(Head head, @Nullable FencingToken expected) {
    return !head.closed() && (expected == null || expected.equals(head.token()));
  }

  private static Optional<Head> lock(Connection tx, TenantId tenant, TaskId task)
      throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT last_seq, last_hash, last_ts, fencing_token, resume_point, closed
            FROM task_heads WHERE task_id = ? AND tenant_id = ? FOR UPDATE
            """)) {
      statement.setObject(1, task.value());
      statement.setObject(2, tenant.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(head(row)) : Optional.empty();
      }
    }
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(
        row.getLong("last_seq"),
        row.getBytes("last_hash"),
        Micros.of(row.getObject("last_ts", OffsetDateTime.class).toInstant()),
        new FencingToken(row.getLong("fencing_token")),
        new ResumePoint(row.getString("resume_point")),
        row.getBoolean("closed"));
  }

  private static void insert(Connection tx, TenantId tenant, TaskId task, Event event)
      throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload, payload_len,
                                     salt, pc, hash_prev, hash_curr)
            VALUES (?, ?, ?, ?, timestamptz 'epoch' + ?::bigint * interval '1 microsecond', ?, ?, ?,
                    ?, ?, ?, ?)
            """)) {
      statement.setObject(1, task.value());
      statement.setLong(2, event.seq());
      statement.setObject(3, tenant.value());
      statement.setInt(4, event.attempt());
      statement.setLong(5, event.tsMicros());
      statement.setString(6, event.kind());
      statement.setBytes(7, event.payload());
      statement.setInt(8, event.payloadLength());
      statement.setBytes(9, event.salt());
      statement.setBytes(10, event.commitment());
      statement.setBytes(11, event.hashPrev());
      statement.setBytes(12, event.hash());
      statement.executeUpdate();
    }
  }

  private static void move(Connection tx, TaskId task, EventDraft draft, Event event)
      throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            UPDATE task_heads
            SET last_seq = ?, last_hash = ?, closed = ?, resume_point = coalesce(?, resume_point),
                last_ts = timestamptz 'epoch' + ?::bigint * interval '1 microsecond'
            WHERE task_id = ?
            """)) {
      ResumePoint next = draft.next();
      statement.setLong(1, event.seq());
      statement.setBytes(2, event.hash());
      statement.setBoolean(3, draft.kind().terminal());
      statement.setString(4, next == null ? null : next.value());
      statement.setLong(5, event.tsMicros());
      statement.setObject(6, task.value());
      statement.executeUpdate();
    }
  }
}
