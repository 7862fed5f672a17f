package dev.axontask.engine.queue;

import dev.axontask.engine.Caller;
import dev.axontask.engine.db.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Pauses and resumes queues and rate-limit keys of a tenant. What runs goes on; what is accepted
 * stays accepted and waits. Each is one statement: durable when the call returns, and no claim that
 * begins then takes what is paused. A claim that was under way still may. Thread-safe.
 */
public final class QueueControls {
  private final Database database;
  private final Runnable workMayBeThere;

  /**
   * @param workMayBeThere wakes whoever claims; must not block
   */
  public QueueControls(Database database, Runnable workMayBeThere) {
    this.database = database;
    this.workMayBeThere = workMayBeThere;
  }

  /** Pauses a queue until it is resumed; pausing it again changes nothing. */
  public void pauseQueue(Caller caller, String adapter) {
    write(
        caller,
        """
        INSERT INTO paused_queues (tenant_id, adapter) VALUES (?, ?)
        ON CONFLICT (tenant_id, adapter) DO NOTHING
        """,
        adapter);
  }

  /** Resumes a queue; one that is not paused stays as it is. */
  public void resumeQueue(Caller caller, String adapter) {
    write(caller, "DELETE FROM paused_queues WHERE tenant_id = ? AND adapter = ?", adapter);
    workMayBeThere.run();
  }

  /**
   * Pauses a rate-limit key until a time, later or earlier than that of a pause that it has.
   *
   * @param until at most a year from now counts
   * @return until when it is paused
   */
  public Instant pauseKey(Caller caller, String key, Instant until) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement upsert =
              tx.prepareStatement(
                  """
                  INSERT INTO paused_keys (tenant_id, key, until)
                  VALUES (?, ?, least(?, now() + interval '365 days'))
                  ON CONFLICT (tenant_id, key) DO UPDATE SET until = EXCLUDED.until
                  RETURNING until
                  """)) {
            upsert.setObject(1, caller.tenant().value());
            upsert.setString(2, key);
            upsert.setObject(3, until.atOffset(ZoneOffset.UTC));
            try (ResultSet row = upsert.executeQuery()) {
              row.next();
              return row.getObject(1, OffsetDateTime.class).toInstant();
            }
          }
        });
  }

  /** Ends the pause of a rate-limit key; tasks that it holds follow within a few seconds. */
  public void resumeKey(Caller caller, String key) {
    write(
        caller,
        "UPDATE paused_keys SET until = now() WHERE tenant_id = ? AND key = ? AND until > now()",
        key);
    workMayBeThere.run();
  }

  private void write(Caller caller, String sql, String name) {
    int _ =
        database.asTenant(
            caller.tenant(),
            tx -> {
              try (PreparedStatement statement = tx.prepareStatement(sql)) {
                statement.setObject(1, caller.tenant().value());
                statement.setString(2, name);
                return statement.executeUpdate();
              }
            });
  }
}
