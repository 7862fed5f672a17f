package dev.axontask.engine.breaker;

import dev.axontask.engine.Caller;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Shows a tenant its breakers, and closes them by hand. Thread-safe. */
public final class BreakerControls {
  private static final int SHOWN = 1_000;

  private final Database database;
  private final Runnable workMayBeThere;

  /**
   * @param workMayBeThere wakes whoever claims; must not block
   */
  public BreakerControls(Database database, Runnable workMayBeThere) {
    this.database = database;
    this.workMayBeThere = workMayBeThere;
  }

  /** Those that are not closed, by adapter and target. */
  public List<Breaker> open(Caller caller) {
    return database.asTenant(caller.tenant(), tx -> open(tx, caller));
  }

  private static List<Breaker> open(Connection tx, Caller caller) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT "
                + Breaker.COLUMNS
                + """
                  FROM circuit_breakers b
                 WHERE b.tenant_id = ? AND b.open_until IS NOT NULL
                 ORDER BY b.adapter, b.target LIMIT ?
                """)) {
      select.setObject(1, caller.tenant().value());
      select.setInt(2, SHOWN);
      List<Breaker> breakers = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          breakers.add(Objects.requireNonNull(Breaker.read(row)));
        }
      }
      return breakers;
    }
  }

  /**
   * Closes a breaker and forgets its failures; one that is closed, or not there, stays so. Durable
   * when this returns; tasks that it holds follow within a few seconds.
   */
  public void close(Caller caller, String adapter, String target) {
    int _ =
        database.asTenant(
            caller.tenant(),
            tx -> {
              BreakerRows.close(tx, new TargetKey(caller.tenant(), adapter, target), 0, null);
              return 0;
            });
    workMayBeThere.run();
  }
}
