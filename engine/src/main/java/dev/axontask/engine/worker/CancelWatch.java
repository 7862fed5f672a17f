package dev.axontask.engine.worker;

import dev.axontask.adapter.StopReason;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Passes wishes to cancel on to the attempts that run here: one query for all of them. */
final class CancelWatch {
  private final Database database;
  private final Roster roster;

  CancelWatch(Database database, Roster roster) {
    this.database = database;
    this.roster = roster;
  }

  private record Wish(TaskId task, Duration grace, @Nullable String reason) {}

  Summary runOnce() {
    Object[] here = roster.all().stream().map(run -> run.claim().task().value()).toArray();
    if (here.length == 0) {
      return Summary.of(0, "");
    }
    List<Wish> wishes = database.asWorker(tx -> wishes(tx, here));
    for (Wish wish : wishes) {
      roster
          .find(wish.task())
          .ifPresent(run -> run.work().stop(StopReason.CANCEL, wish.grace(), wish.reason()));
    }
    return Summary.of(wishes.size(), "running tasks are to be canceled");
  }

  private static List<Wish> wishes(Connection tx, Object... here) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT id, cancel_grace_s, cancel_reason FROM tasks
             WHERE cancel_requested_at IS NOT NULL AND ended_at IS NULL AND id = ANY (?::uuid[])
            """)) {
      select.setArray(1, tx.createArrayOf("uuid", here));
      List<Wish> wishes = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          wishes.add(
              new Wish(
                  new TaskId(row.getObject("id", UUID.class)),
                  Duration.ofSeconds(row.getInt("cancel_grace_s")),
                  row.getString("cancel_reason")));
        }
      }
      return wishes;
    }
  }
}
