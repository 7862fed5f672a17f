package dev.axontask.engine.worker;

import dev.axontask.adapter.AttemptId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.worker.Loop.Summary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what ended attempts left on this host, and records that nothing is left. What a crash
 * kept from being removed or recorded is found again by the next look: cleaning twice is no error.
 */
final class Cleaner {
  private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);
  private static final int BATCH = 500;

  private final Database database;
  private final AdapterRegistry adapters;
  private final UUID host;

  /** Cleaned, and not yet recorded. */
  private final Queue<AttemptId> cleaned = new ConcurrentLinkedQueue<>();

  /** Being cleaned or not yet recorded: not to be found as left over. */
  private final Set<AttemptId> inHand = ConcurrentHashMap.newKeySet();

  /**
   * Where the next look begins: behind what could not be cleaned. Only the loop that looks uses it.
   */
  private Key from = Key.FIRST;

  /** A row's place in the order of the looks. */
  private record Key(UUID task, int number) {
    static final Key FIRST = new Key(new UUID(0, 0), 0);
  }

  Cleaner(Database database, AdapterRegistry adapters, UUID host) {
    this.database = database;
    this.adapters = adapters;
    this.host = host;
  }

  /** Cleans up after an attempt whose end is durable. */
  void clean(RegisteredAdapter adapter, AttemptId attempt) {
    if (!inHand.add(attempt)) {
      return;
    }
    try {
      adapter.adapter().cleanUp(attempt);
      cleaned.add(attempt);
    } catch (RuntimeException | LinkageError failure) {
      inHand.remove(attempt);
      LOG.warn(
          "adapter {} did not clean up {}; tried again later", adapter.name(), attempt, failure);
    }
  }

  /** Records what was cleaned. */
  Summary recordOnce() {
    List<AttemptId> batch = new ArrayList<>();
    for (AttemptId next = cleaned.poll(); next != null; next = cleaned.poll()) {
      batch.add(next);
      if (batch.size() == BATCH) {
        break;
      }
    }
    if (batch.isEmpty()) {
      return Summary.of(0, "");
    }
    try {
      int recorded = database.asWorker(tx -> record(tx, batch));
      inHand.removeAll(batch);
      return new Summary(recorded, "attempts cleaned up", batch.size() == BATCH);
    } catch (RuntimeException failure) {
      cleaned.addAll(batch);
      throw failure;
    }
  }

  private static int record(Connection tx, List<AttemptId> batch) throws SQLException {
    try (PreparedStatement update =
        tx.prepareStatement(
            """
            UPDATE attempts a SET cleaned_at = clock_timestamp()
              FROM unnest(?::uuid[], ?::integer[]) AS done(task_id, number)
             WHERE a.task_id = done.task_id AND a.number = done.number AND a.cleaned_at IS NULL
            """)) {
      update.setArray(1, tx.createArrayOf("uuid", batch.stream().map(AttemptId::task).toArray()));
      update.setArray(2, tx.createArrayOf("int4", batch.stream().map(AttemptId::number).toArray()));
      return update.executeUpdate();
    }
  }

  /**
   * Cleans up after attempts of this host that ended without it: after a crash, or by a reaper.
   * What cannot be cleaned does not keep the rest from it: each look goes on behind the one before.
   */
  Summary cleanLeftOnce() {
    Map<AttemptId, String> left = database.asWorker(this::left);
    boolean more = left.size() == BATCH;
    from = Key.FIRST;
    if (more) {
      left.keySet().forEach(last -> from = new Key(last.task(), last.number()));
    }
    left.keySet().removeAll(inHand);
    left.forEach((attempt, adapter) ->
        adapters.find(adapter).ifPresent(registered -> clean(registered, attempt)));
    recordOnce();
    return new Summary(left.size(), "attempts were left to clean up", more);
  }

  private Map<AttemptId, String> left(Connection tx) throws SQLException {
    Object[] known = adapters.ready().stream().map(RegisteredAdapter::name).toArray();
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT a.tenant_id, a.task_id, a.number, t.adapter
              FROM attempts a JOIN tasks t ON t.id = a.task_id
             WHERE a.host_id = ? AND a.cleaned_at IS NULL AND a.ended_at IS NOT NULL
               AND t.adapter = ANY (?::text[]) AND (a.task_id, a.number) > (?, ?)
             ORDER BY a.task_id, a.number
             LIMIT ?
            """)) {
      select.setObject(1, host);
      select.setArray(2, tx.createArrayOf("text", known));
      select.setObject(3, from.task());
      select.setInt(4, from.number());
      select.setInt(5, BATCH);
      Map<AttemptId, String> left = new LinkedHashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          left.put(
              new AttemptId(
                  row.getObject("tenant_id", UUID.class),
                  row.getObject("task_id", UUID.class),
                  row.getInt("number")),
              row.getString("adapter"));
        }
      }
      return left;
    }
  }
}
