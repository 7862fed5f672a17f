package dev.axontask.engine.breaker;

import dev.axontask.engine.Limits;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.queue.HeldTasks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What breakers want done from time to time, in any number of processes: probes chosen, tasks held
 * and let go, rows forgotten. Where nothing fails, a run is a look at an empty table. Used by one
 * thread at a time.
 */
public final class BreakerDuty {
  private final Database database;
  private final Probes probes;
  private final HeldTargets held;

  /** By adapter, as of the last run. */
  private volatile Map<String, Integer> worst = Map.of();

  /** Runs on this database's worker role. */
  public BreakerDuty(Database database, HeldTasks keys) {
    this.database = database;
    this.probes = new Probes(database);
    this.held = new HeldTargets(database, keys);
  }

  /** Shows how the breakers of each of these adapters stand. */
  public void measure(Collection<String> adapters, MeterRegistry meters) {
    for (String adapter : adapters) {
      Gauge.builder("axontask.circuit.breaker.state", this, it -> it.worst.getOrDefault(adapter, 0))
          .description("The worst circuit breaker of an adapter: 0 closed, 1 half-open, 2 open")
          .tag("adapter", adapter)
          .register(meters);
    }
  }

  /**
   * What a run did.
   *
   * @param moved tasks let through, held or let go
   * @param more whether there is more to move
   */
  public record Summary(int moved, boolean more) {}

  /** Looks once. */
  public Summary runOnce() {
    worst = database.asWorker(BreakerDuty::look);
    if (worst.isEmpty()) {
      return new Summary(0, false);
    }
    int let = probes.runOnce();
    int parked = held.park();
    int released = held.release();
    boolean more = parked == HeldTargets.TASKS || released == HeldTargets.TASKS;
    return new Summary(let + parked + released, more);
  }

  private static Map<String, Integer> look(Connection tx) throws SQLException {
    try (PreparedStatement select =
            tx.prepareStatement(
                """
                SELECT adapter, max(CASE WHEN open_until > clock_timestamp() THEN 2
                                         WHEN open_until IS NOT NULL THEN 1 ELSE 0 END) AS worst
                  FROM circuit_breakers GROUP BY adapter
                """);
        ResultSet row = select.executeQuery()) {
      Map<String, Integer> worst = new TreeMap<>();
      while (row.next()) {
        worst.put(row.getString("adapter"), row.getInt("worst"));
      }
      return worst;
    }
  }

  /**
   * Removes breakers that nothing has happened to for an hour and that hold no task: a run that
   * began long before may still hold one by what it saw.
   *
   * @return how many
   */
  public int forgetOnce() {
    return database.asWorker(tx -> {
      try (PreparedStatement delete =
          tx.prepareStatement(
              """
              DELETE FROM circuit_breakers
               WHERE (tenant_id, adapter, target) IN (
                 SELECT b.tenant_id, b.adapter, b.target FROM circuit_breakers b
                  WHERE greatest(b.changed_at, b.open_until, b.probe_since)
                        < clock_timestamp() - ? * interval '1 second'
                    AND NOT EXISTS (SELECT FROM task_queue q
                                     WHERE q.tenant_id = b.tenant_id AND q.adapter = b.adapter
                                       AND q.target = b.target AND q.hold = 'circuit_breaker')
                  LIMIT ? FOR UPDATE SKIP LOCKED)
              """)) {
        delete.setLong(1, Limits.BREAKER_KEPT.toSeconds());
        delete.setInt(2, Limits.BREAKERS);
        return delete.executeUpdate();
      }
    });
  }
}
