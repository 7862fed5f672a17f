package dev.axontask.engine.queue;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.db.Database;
import java.sql.PreparedStatement;
import java.time.Instant;
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
   * @param until after 4713 BC and before 294276, as PostgreSQL has times
   * @return whether it is paused: nothing changes for a time that is over, or further away than
   *     {@link Limits#KEY_PAUSE_MAX}
   */
  public boolean pauseKey(Caller caller, String key, Instant until) {
    return database.asTenant(
        caller.tenant(),
        tx -> {
          try (PreparedStatement upsert =
              tx.prepareStatement(
                  """
                  INSERT INTO paused_keys (tenant_id, key, until)
                  SELECT ?, ?, asked.until FROM (SELECT ?::timestamptz AS until) AS asked
                   WHERE asked.until BETWEEN now() AND now() + ? * interval '1 second'
                  ON CONFLICT (tenant_id, key) DO UPDATE SET until = EXCLUDED.until
                  """)) {
            upsert.setObject(1, caller.tenant().value());
            upsert.setString(2, key);
            upsert.setObject(3, until.atOffset(ZoneOffset.UTC));
            upsert.setLong(4, Limits.KEY_PAUSE_MAX.toSeconds());
            return upsert.executeUpdate() == 1;
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
