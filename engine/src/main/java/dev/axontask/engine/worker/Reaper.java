package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.TaskClock;
import dev.axontask.engine.worker.Loop.Summary;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds workers whose lease is over, by the database's clock, and ends them. Runs on every node;
 * which of them ends a worker is decided by a conditional update.
 */
final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  private final Database database;
  private final LostAttempts lost;
  private final Publisher publisher;
  private final Supplier<UUID> self;
  private final Counter reclaimed;

  /**
   * @param self this process's own worker, which renews its lease or joins again but never ends
   *     itself
   */
  Reaper(
      Database database,
      LostAttempts lost,
      Publisher publisher,
      Supplier<UUID> self,
      MeterRegistry meters) {
    this.database = database;
    this.lost = lost;
    this.publisher = publisher;
    this.self = self;
    this.reclaimed =
        Counter.builder("axontask.orphaned.tasks.reclaimed")
            .description("Attempts of dead workers that were decided on here")
            .register(meters);
  }

  /** Ends each worker that is found dead, and decides on its attempts. */
  Summary runOnce() {
    List<UUID> expired = database.asWorker(this::expired);
    int ended = 0;
    for (UUID worker : expired) {
      ended += reap(worker) ? 1 : 0;
    }
    return Summary.of(ended, "workers found dead");
  }

  private List<UUID> expired(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT id FROM workers
             WHERE ended_at IS NULL AND lease_until < clock_timestamp() AND id <> ?
            """)) {
      select.setObject(1, self.get());
      List<UUID> ids = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
        }
      }
      return ids;
    }
  }

  /** Ends one worker in one transaction; a crash before its commit leaves it to the next look. */
  private boolean reap(UUID worker) {
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    boolean won =
        database.asWorker(tx -> {
          ended.clear();
          return end(tx, worker) && decide(tx, worker, ended);
        });
    if (won) {
      LOG.warn(
          "worker {} is dead: its lease was over; {} attempts decided on", worker, ended.size());
      reclaimed.increment(ended.size());
      ended.forEach((task, event) -> publisher.publish(task, List.of(event)));
    }
    return won;
  }

  private static boolean end(Connection tx, UUID worker) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE workers SET ended_at = clock_timestamp()
             WHERE id = ? AND ended_at IS NULL AND lease_until < clock_timestamp()
            """)) {
      update.setObject(1, worker);
      return update.executeUpdate() == 1;
    }
  }

  private boolean decide(Connection tx, UUID worker, Map<TaskId, Event> ended) throws SQLException {
    for (OpenAttempt attempt : OpenAttempts.raiseTokens(tx, open(tx, worker))) {
      lost.decide(tx, attempt, new Command.WorkerLost(attempt.detached()), TaskClock.HEARTBEAT)
          .ifPresent(event -> ended.put(attempt.task(), event));
    }
    return true;
  }

  private static List<OpenAttempt> open(Connection tx, UUID worker) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT task_id, tenant_id, number, worker_id, detached, fencing_token FROM attempts
             WHERE worker_id = ? AND ended_at IS NULL
            """)) {
      select.setObject(1, worker);
      return OpenAttempts.read(select);
    }
  }
}
