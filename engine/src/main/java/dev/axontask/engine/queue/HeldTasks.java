package dev.axontask.engine.queue;

import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Lets through what is held and need not be, and forgets keys that nobody uses. What an end, a
 * cancel or a crash left undone is done by the next run; any number of processes may run it. Each
 * run looks at the next {@value #KEYS} keys, so that with more of them it takes as many runs to see
 * all. Used by one thread at a time, but for {@link #letThrough}.
 */
public final class HeldTasks {
  private static final int KEYS = 1_000;
  private static final int KEYS_A_TRANSACTION = 50;

  private final Database database;
  private KeyRef from = Keys.FIRST;

  /** Runs on this database's worker role. */
  public HeldTasks(Database database) {
    this.database = database;
  }

  /** A key, and whether one of its held tasks could run. */
  private record Seen(KeyRef key, boolean place, boolean unused) {}

  /**
   * Lets tasks of these keys through, as far as their limits allow.
   *
   * @return how many tasks can be claimed now that could not before
   */
  public int letThrough(Collection<KeyRef> keys) {
    Map<UUID, TreeSet<String>> byTenant =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    key -> key.tenant().value(),
                    TreeMap::new,
                    Collectors.mapping(KeyRef::key, Collectors.toCollection(TreeSet::new))));
    int let = 0;
    for (Map.Entry<UUID, TreeSet<String>> each : byTenant.entrySet()) {
      List<String> ordered = List.copyOf(each.getValue());
      for (int i = 0; i < ordered.size(); i += KEYS_A_TRANSACTION) {
        List<String> part = ordered.subList(i, Math.min(ordered.size(), i + KEYS_A_TRANSACTION));
        TenantId tenant = new TenantId(each.getKey());
        let += database.asWorker(tx -> ConcurrencyKeys.letThrough(tx, tenant, part));
      }
    }
    return let;
  }

  /**
   * Looks at the next keys.
   *
   * @return how many tasks can be claimed now that could not before
   */
  public int runOnce() {
    return letThrough(
        next().stream().filter(seen -> seen.place() && !seen.unused()).map(Seen::key).toList());
  }

  /** Whether the last run did not come to the last of the keys, so that the next goes on there. */
  public boolean more() {
    return !from.equals(Keys.FIRST);
  }

  /**
   * Removes keys without tasks among the next keys.
   *
   * @return how many
   */
  public int forgetOnce() {
    List<KeyRef> unused = next().stream().filter(Seen::unused).map(Seen::key).toList();
    return unused.isEmpty() ? 0 : database.asWorker(tx -> forget(tx, unused));
  }

  private List<Seen> next() {
    List<Seen> seen = database.asWorker(this::look);
    from = seen.size() < KEYS ? Keys.FIRST : seen.getLast().key();
    return seen;
  }

  private List<Seen> look(Connection tx) throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            """
            SELECT k.tenant_id, k.key,
                   k.max_running
                   > (SELECT count(*) FROM task_queue q
                       WHERE q.tenant_id = k.tenant_id AND q.concurrency_key = k.key AND q.hold IS NULL)
                   + (SELECT count(*) FROM tasks t
                       WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                         AND t.state = 'running') AS place,
                   NOT EXISTS (SELECT FROM task_queue q
                                WHERE q.tenant_id = k.tenant_id AND q.concurrency_key = k.key)
                   AND NOT EXISTS (SELECT FROM tasks t
                                    WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                                      AND t.state = 'running')
                   AND NOT EXISTS (SELECT FROM tasks t
                                    WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                                      AND t.blocked AND t.ended_at IS NULL) AS unused
              FROM concurrency_keys k
             WHERE (k.tenant_id, k.key) > (?, ?)
             ORDER BY k.tenant_id, k.key
             LIMIT ?
            """)) {
      Keys.set(select, 1, from);
      select.setInt(3, KEYS);
      List<Seen> seen = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          seen.add(new Seen(Keys.read(row), row.getBoolean("place"), row.getBoolean("unused")));
        }
      }
      return seen;
    }
  }

  /** Locks first and looks then: a submit may have used the key meanwhile. */
  private static int forget(Connection tx, List<KeyRef> unused) throws SQLException {
    int forgotten = 0;
    for (KeyRef key : unused) {
      if (Keys.locked(tx, "concurrency_keys", key)) {
        try (PreparedStatement delete =
            tx.prepareStatement(
                """
                DELETE FROM concurrency_keys k
                 WHERE k.tenant_id = ? AND k.key = ?
                   AND NOT EXISTS (SELECT FROM task_queue q
                                    WHERE q.tenant_id = k.tenant_id AND q.concurrency_key = k.key)
                   AND NOT EXISTS (SELECT FROM tasks t
                                    WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                                      AND t.state = 'running')
                   AND NOT EXISTS (SELECT FROM tasks t
                                    WHERE t.tenant_id = k.tenant_id AND t.concurrency_key = k.key
                                      AND t.blocked AND t.ended_at IS NULL)
                """)) {
          Keys.set(delete, 1, key);
          forgotten += delete.executeUpdate();
        }
      }
    }
    return forgotten;
  }
}
