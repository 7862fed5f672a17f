package dev.axontask.engine.worker;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Command;
import dev.axontask.engine.task.TaskClock;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives up detached attempts whose host did not come back: their worker has ended, and so much time
 * has passed since its lease that the work has ended itself ({@code host_grace}, then {@code
 * cancel_grace}, then a margin). A host that was frozen and thaws later can act for a moment all
 * the same; its log is closed to it by then.
 */
final class SilentHosts {
  /** Attempts a run; the rest is for the next. */
  private static final int BATCH = 100;

  private final Database database;
  private final LostAttempts lost;
  private final Publisher publisher;
  private final Duration silence;

  SilentHosts(Database database, LostAttempts lost, Publisher publisher, Duration silence) {
    this.database = database;
    this.lost = lost;
    this.publisher = publisher;
    this.silence = silence;
  }

  Summary runOnce() {
    List<OpenAttempt> candidates = database.asWorker(this::givenUp);
    int ended = 0;
    for (OpenAttempt candidate : candidates) {
      Optional<Event> event = database.asWorker(tx -> end(tx, candidate));
      event.ifPresent(e -> publisher.publish(candidate.task(), List.of(e)));
      ended += event.isPresent() ? 1 : 0;
    }
    return new Summary(ended, "attempts of silent hosts given up", candidates.size() == BATCH);
  }

  private List<OpenAttempt> givenUp(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT a.task_id, a.tenant_id, a.number, a.worker_id, a.detached, a.fencing_token
              FROM attempts a JOIN workers w ON w.id = a.worker_id
             WHERE a.ended_at IS NULL AND a.detached AND w.ended_at IS NOT NULL
               AND w.lease_until < clock_timestamp() - ? * interval '1 millisecond'
             LIMIT ?
            """)) {
      select.setLong(1, silence.toMillis());
      select.setInt(2, BATCH);
      return OpenAttempts.read(select);
    }
  }

  /** Nothing if the host has come back meanwhile: another worker has adopted the attempt then. */
  private Optional<Event> end(Connection tx, OpenAttempt candidate) throws SQLException {
    List<OpenAttempt> raised = OpenAttempts.raiseTokens(tx, List.of(candidate));
    return raised.isEmpty()
        ? Optional.empty()
        : lost.decide(tx, raised.getFirst(), new Command.HostLost(), TaskClock.HEARTBEAT);
  }
}
