package dev.axontask.engine.schedule;

import dev.axontask.engine.Limits;
import dev.axontask.engine.db.Database;
import java.sql.PreparedStatement;

/** Removes schedules that were deleted long ago, with their history. Their tasks stay. */
public final class DeletedSchedules {
  /** Schedules of one run. */
  public static final int AT_ONCE = 100;

  private final Database database;

  public DeletedSchedules(Database database) {
    this.database = database;
  }

  /**
   * Removes some, in one transaction.
   *
   * @return how many; where it is {@value #AT_ONCE} there may be more
   */
  public int runOnce() {
    return database.asWorker(tx -> {
      try (PreparedStatement delete =
          tx.prepareStatement(
              """
              DELETE FROM schedules WHERE id IN (
                SELECT id FROM schedules
                 WHERE deleted_at < clock_timestamp() - ?::interval
                 ORDER BY deleted_at LIMIT ?)
              """)) {
        delete.setString(1, Limits.SCHEDULE_DELETED_KEPT.toDays() + " days");
        delete.setInt(2, AT_ONCE);
        return delete.executeUpdate();
      }
    });
  }
}
