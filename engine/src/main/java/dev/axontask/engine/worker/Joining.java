package dev.axontask.engine.worker;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Command;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this process the host's worker, in one transaction: ends the predecessor's row, inserts its
 * own, and takes over what the predecessor left. Only for the holder of the host's lock, which
 * proves that no predecessor lives. A crash before the commit leaves everything to the next try.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

  /** Each fails only if the reaper, or a request of a dead process, came between. */
  private static final int TRIES = 10;

  private final Database database;
  private final HostIdentity host;
  private final List<String> adapters;
  private final WorkerSettings settings;
  private final LostAttempts lost;
  private final Publisher publisher;

  /**
   * @param adapters that this process has, ready or not
   */
  Joining(
      Database database,
      HostIdentity host,
      List<String> adapters,
      WorkerSettings settings,
      LostAttempts lost,
      Publisher publisher) {
    this.database = database;
    this.host = host;
    this.adapters = List.copyOf(adapters);
    this.settings = settings;
    this.lost = lost;
    this.publisher = publisher;
  }

  private record Joined(List<Claim> adopted, Map<TaskId, Event> ended) {}

  /**
   * Joins under a new id.
   *
   * @return the detached attempts that are this worker's from now on
   */
  List<Claim> join(UUID worker) {
    Optional<List<Claim>> adopted = Optional.empty();
    for (int tries = 1; adopted.isEmpty(); tries++) {
      if (tries > TRIES) {
        throw new IllegalStateException("other workers join as host " + host.hostId());
      }
      adopted = join(worker, living());
    }
    return adopted.get();
  }

  /** The worker that this host has now: an earlier process's, or one that lost its lease. */
  Optional<UUID> living() {
    return database.asWorker(tx -> {
      try (PreparedStatement select =
          tx.prepareStatement("SELECT id FROM workers WHERE host_id = ? AND ended_at IS NULL")) {
        select.setObject(1, host.hostId());
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
      }
    });
  }

  /**
   * Joins in place of the worker that was seen to live. What a process asked for before it died can
   * reach the database after its successor has joined; it must not end that one.
   *
   * @param predecessor empty if none was seen
   * @return empty if the host has another worker by now, or none any more
   */
  Optional<List<Claim>> join(UUID worker, Optional<UUID> predecessor) {
    Optional<Joined> joined = database.asWorker(tx -> join(tx, worker, predecessor));
    return joined.map(done -> joined(worker, done));
  }

  private List<Claim> joined(UUID worker, Joined joined) {
    joined.ended().forEach((task, event) -> publisher.publish(task, List.of(event)));
    LOG.info(
        "worker {} joined as host {}: {} attempts taken over, {} lost",
        worker,
        host.hostId(),
        joined.adopted().size(),
        joined.ended().size());
    return joined.adopted();
  }

  private Optional<Joined> join(Connection tx, UUID worker, Optional<UUID> predecessor)
      throws SQLException {
    boolean first = predecessor.isEmpty() || ended(tx, predecessor.get());
    return first && inserted(tx, worker) ? Optional.of(takeOver(tx, worker)) : Optional.empty();
  }

  private Joined takeOver(Connection tx, UUID worker) throws SQLException {
    List<OpenAttempt> open = OpenAttempts.raiseTokens(tx, openOnHost(tx));
    Map<TaskId, Event> ended = new LinkedHashMap<>();
    List<OpenAttempt> detached = new ArrayList<>();
    for (OpenAttempt attempt : open) {
      if (attempt.detached()) {
        detached.add(attempt);
      } else {
        lost.decide(tx, attempt, new Command.WorkerLost(false), null)
            .ifPresent(event -> ended.put(attempt.task(), event));
      }
    }
    return new Joined(Adoption.of(tx, worker, detached), ended);
  }

  private static boolean ended(Connection tx, UUID predecessor) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            "UPDATE workers SET ended_at = clock_timestamp() WHERE id = ? AND ended_at IS NULL")) {
      update.setObject(1, predecessor);
      return update.executeUpdate() == 1;
    }
  }

  private boolean inserted(Connection tx, UUID worker) throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            INSERT INTO workers (id, host_id, boot_id, version, slots, adapters, lease_until)
            VALUES (?, ?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (host_id) WHERE ended_at IS NULL DO NOTHING
            """)) {
      insert.setObject(1, worker);
      insert.setObject(2, host.hostId());
      insert.setString(3, host.bootId());
      insert.setString(4, settings.version());
      insert.setInt(5, settings.slots());
      insert.setArray(6, tx.createArrayOf("text", adapters.toArray()));
      insert.setLong(7, settings.lease().toMillis());
      return insert.executeUpdate() == 1;
    }
  }

  private List<OpenAttempt> openOnHost(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT task_id, tenant_id, number, worker_id, detached, fencing_token FROM attempts
             WHERE host_id = ? AND cleaned_at IS NULL AND ended_at IS NULL
            """)) {
      select.setObject(1, host.hostId());
      return OpenAttempts.read(select);
    }
  }
}
