package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Command;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds open attempts of a living worker that nobody runs: their run here broke, because the
 * database refused what it had to write, or memory was short. Nobody else would: the lease is
 * renewed. Detached work is taken up again, any other is lost.
 */
final class LeftOpen {
  private final Database database;
  private final UUID worker;
  private final LostAttempts lost;
  private final Publisher publisher;

  LeftOpen(Database database, UUID worker, LostAttempts lost, Publisher publisher) {
    this.database = database;
    this.worker = worker;
    this.lost = lost;
    this.publisher = publisher;
  }

  private record Found(List<Claim> adopted, Map<TaskId, Event> ended) {}

  /**
   * Takes them up in one transaction; a crash before its commit leaves them to the next look or to
   * whoever finds this worker dead. Nobody claims meanwhile.
   *
   * @param running the attempts that run here
   * @return those to start
   */
  List<Claim> takeUp(Set<AttemptId> running) {
    Found found = database.asWorker(tx -> takeUp(tx, running));
    found.ended().forEach((task, event) -> publisher.publish(task, List.of(event)));
    return found.adopted();
  }

  private Found takeUp(Connection tx, Set<AttemptId> running) throws SQLException {
    List<OpenAttempt> detached = new ArrayList<>();
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    for (OpenAttempt attempt : OpenAttempts.raiseTokens(tx, open(tx, running))) {
      if (attempt.detached()) {
        detached.add(attempt);
      } else {
        lost.decide(tx, attempt, new Command.WorkerLost(false), null)
            .ifPresent(event -> ended.put(attempt.task(), event));
      }
    }
    return new Found(Adoption.of(tx, worker, detached), ended);
  }

  /** Of a worker that was ended meanwhile nothing is open here: whoever ended it decides. */
  private List<OpenAttempt> open(Connection tx, Set<AttemptId> running) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT a.task_id, a.tenant_id, a.number, a.worker_id, a.detached, a.fencing_token
              FROM attempts a JOIN workers w ON w.id = a.worker_id AND w.ended_at IS NULL
             WHERE a.worker_id = ? AND a.ended_at IS NULL
               FOR SHARE OF w
            """)) {
      select.setObject(1, worker);
      List<OpenAttempt> open = new ArrayList<>(OpenAttempts.read(select));
      open.removeIf(attempt -> running.contains(attempt.id()));
      return open;
    }
  }
}
