package dev.axontask.engine.schedule;

import dev.axontask.adapter.Readiness;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.task.Cancellations;
import dev.axontask.engine.task.Submissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires what is due. Runs in every process that runs tasks, any number of them at once; the
 * package's documentation says why each planned time is fired once all the same.
 */
public final class Firing {
  private static final Logger LOG = LoggerFactory.getLogger(Firing.class);

  /**
   * What firing needs.
   *
   * @param random spreads what many processes look at
   */
  public record Parts(
      Database database,
      AdapterRegistry adapters,
      Submissions submissions,
      SpecReader reader,
      Cancellations cancellations,
      DueTimes dueTimes,
      RandomGenerator random,
      FiringMeters meters) {}

  private record Candidate(ScheduleId id, TenantId tenant, String principal) {}

  private final Parts parts;
  private final RunRequest runs;

  public Firing(Parts parts) {
    this.parts = parts;
    this.runs = new RunRequest(parts.reader());
  }

  /**
   * Looks once for what is due and decides on a planned time of each.
   *
   * @return how many were decided on; there may be more if any were
   */
  public int runOnce() {
    List<Candidate> due = new ArrayList<>(parts.database().asWorker(this::due));
    Collections.shuffle(due, java.util.Random.from(parts.random()));
    int decided = 0;
    for (Candidate candidate : due) {
      decided += fire(candidate) ? 1 : 0;
    }
    return decided;
  }

  /** Those whose adapter works here; another process may be able to run the others. */
  private List<Candidate> due(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT id, tenant_id, principal FROM schedules
             WHERE state = 'active' AND deleted_at IS NULL AND next_run_at <= clock_timestamp()
               AND adapter = ANY (?::text[])
             ORDER BY next_run_at LIMIT ?
            """)) {
      select.setArray(1, tx.createArrayOf("text", ready()));
      select.setInt(2, Limits.SCHEDULES_AT_ONCE);
      List<Candidate> due = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          due.add(
              new Candidate(
                  new ScheduleId(row.getObject(1, UUID.class)),
                  new TenantId(row.getObject(2, UUID.class)),
                  row.getString(3)));
        }
      }
      return due;
    }
  }

  private String[] ready() {
    return parts.adapters().list().stream()
        .filter(adapter -> adapter.readiness() instanceof Readiness.Ready)
        .map(RegisteredAdapter::name)
        .toArray(String[]::new);
  }

  private boolean fire(Candidate candidate) {
    try {
      Optional<Fired> fired =
          parts.database().asTenant(candidate.tenant(), tx -> transaction(tx, candidate));
      fired.ifPresent(done -> committed(candidate, done));
      return fired.isPresent();
    } catch (DatabaseUnavailableException away) {
      throw away;
    } catch (RuntimeException failure) {
      LOG.error(
          "schedule {} could not be fired; it is tried again in {}",
          candidate.id(),
          Limits.SCHEDULE_POSTPONED,
          failure);
      postpone(candidate);
      return false;
    }
  }

  private Optional<Fired> transaction(Connection tx, Candidate candidate) throws SQLException {
    return new FiringTransaction(
            tx, candidate.tenant(), parts.submissions(), runs, parts.dueTimes())
        .run(candidate.id());
  }

  /**
   * A crash before this leaves a task that a worker's poll finds, or an earlier one uncanceled,
   * which the next look at the held schedule makes up for.
   */
  private void committed(Candidate candidate, Fired fired) {
    parts.meters().decided(fired);
    fired.afterCommit().run();
    if (fired.cancel() != null) {
      Caller owner = new Caller(candidate.tenant(), candidate.principal());
      var canceled =
          parts
              .cancellations()
              .cancel(owner, fired.cancel(), "its schedule's next run is due", null);
      LOG.debug("schedule {}: the run before: {}", candidate.id(), canceled);
    }
    if (fired.error() != null) {
      LOG.warn("schedule {}: its task was refused: {}", candidate.id(), fired.error());
    }
  }

  /** What fails must not stand in the way of what follows. */
  private void postpone(Candidate candidate) {
    int rows =
        parts
            .database()
            .asTenant(
                candidate.tenant(),
                tx -> {
                  try (PreparedStatement update =
                      tx.prepareStatement(
                          """
                          UPDATE schedules
                             SET next_run_at = clock_timestamp() + ?::interval
                           WHERE id = ? AND next_run_at <= clock_timestamp()
                          """)) {
                    update.setString(1, Limits.SCHEDULE_POSTPONED.toSeconds() + " seconds");
                    update.setObject(2, candidate.id().value());
                    return update.executeUpdate();
                  }
                });
    LOG.debug("schedule {}: {} postponed", candidate.id(), rows);
  }
}
