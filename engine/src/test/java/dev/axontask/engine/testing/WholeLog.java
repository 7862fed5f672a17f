package dev.axontask.engine.testing;

import dev.axontask.engine.chain.Chain;
import dev.axontask.stores.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Looks at everything that a database holds, and says what does not agree. */
public final class WholeLog {
  /** A sentence, and a query that gives whatever makes it untrue. */
  private static final Map<String, String> SENTENCES = sentences();

  private WholeLog() {}

  private static Map<String, String> sentences() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "sequences are dense from 1",
        """
        SELECT task_id FROM task_events GROUP BY task_id
        HAVING min(seq) <> 1 OR max(seq) <> count(*)
        """);
    all.put(
        "the head is the last event",
        """
        SELECT h.task_id FROM task_heads h LEFT JOIN task_events e
          ON e.task_id = h.task_id AND e.seq = h.last_seq
         WHERE h.last_seq <> (SELECT count(*) FROM task_events c WHERE c.task_id = h.task_id)
            OR (h.last_seq > 0 AND e.hash_curr IS DISTINCT FROM h.last_hash)
        """);
    all.put(
        "nothing follows a terminal event, and it closes the head",
        """
        SELECT h.task_id FROM task_heads h
         WHERE h.closed <> EXISTS (SELECT FROM task_events e WHERE e.task_id = h.task_id AND e.kind IN
             ('succeeded', 'failed', 'canceled', 'timed_out', 'lost', 'dead_letter'))
            OR EXISTS (SELECT FROM task_events e WHERE e.task_id = h.task_id AND e.seq < h.last_seq AND e.kind IN
             ('succeeded', 'failed', 'canceled', 'timed_out', 'lost', 'dead_letter'))
        """);
    all.put(
        "the state is that of the log",
        """
        SELECT t.id FROM tasks t JOIN task_heads h ON h.task_id = t.id
          LEFT JOIN task_events e ON e.task_id = t.id AND e.seq = h.last_seq
         WHERE (t.ended_at IS NOT NULL) <> h.closed OR (h.closed AND e.kind <> t.state)
        """);
    all.put(
        "what waits is in the queue, and nothing else",
        """
        SELECT t.id FROM tasks t LEFT JOIN task_queue q ON q.task_id = t.id
         WHERE (t.state IN ('scheduled', 'pending') AND t.cancel_requested_at IS NULL AND NOT t.blocked)
               <> (q.task_id IS NOT NULL)
        """);
    all.put(
        "a running task has one open attempt, and no other has any",
        """
        SELECT t.id FROM tasks t
         WHERE (SELECT count(*) FROM attempts a WHERE a.task_id = t.id AND a.ended_at IS NULL)
               <> CASE WHEN t.state = 'running' THEN 1 ELSE 0 END
            OR t.attempt <> (SELECT count(*) FROM attempts a WHERE a.task_id = t.id)
        """);
    all.put(
        "no attempt has a token that the head has not",
        """
        SELECT a.task_id FROM attempts a JOIN task_heads h ON h.task_id = a.task_id
         WHERE a.fencing_token > h.fencing_token
            OR h.fencing_token < (SELECT t.attempt FROM tasks t WHERE t.id = a.task_id)
        """);
    all.put(
        "attempts are numbered without a gap, each under a token of its own",
        """
        SELECT task_id FROM attempts GROUP BY task_id
        HAVING max(number) <> count(*) OR count(DISTINCT fencing_token) <> count(*)
        """);
    all.put(
        "one retry follows each attempt that another follows, or that the task waits after",
        """
        SELECT a.task_id FROM attempts a JOIN tasks t ON t.id = a.task_id
         WHERE (SELECT count(*) FROM task_events e
                 WHERE e.task_id = a.task_id AND e.attempt = a.number AND e.kind = 'retry')
               NOT BETWEEN CASE WHEN a.number < t.attempt OR t.state = 'pending' THEN 1 ELSE 0 END
                       AND CASE WHEN a.ended_at IS NULL THEN 0 ELSE 1 END
        """);
    all.put(
        "a dead letter is a task that ended as one, and is started again as one task",
        """
        SELECT d.task_id FROM dead_letters d JOIN tasks t ON t.id = d.task_id
         WHERE t.state <> 'dead_letter'
            OR (SELECT array_agg(r.id) FROM tasks r WHERE r.redrive_of = d.task_id)
               IS DISTINCT FROM CASE WHEN d.redriven_as IS NOT NULL THEN ARRAY[d.redriven_as] END
        """);
    all.put(
        "a planned time has one task, and a schedule stands behind what it decided on",
        """
        SELECT r.schedule_id FROM schedule_runs r JOIN schedules s ON s.id = r.schedule_id
          LEFT JOIN tasks t ON t.id = r.task_id
         WHERE (r.outcome = 'started' AND t.id IS NULL) OR s.planned_at <= r.planned_at
            OR (SELECT count(*) FROM tasks n WHERE n.tags @> ARRAY['schedule:' || s.id])
               <> (SELECT count(*) FROM schedule_runs o WHERE o.schedule_id = s.id AND o.outcome = 'started')
        """);
    all.put(
        "an idempotency key stands for a task that is there",
        """
        SELECT k.task_id FROM idempotency_keys k LEFT JOIN tasks t ON t.id = k.task_id
         WHERE t.id IS NULL
        """);
    return all;
  }

  /** The sentences that are not true, each with a task of which it is not. */
  public static List<String> faults(TestDatabase database) throws SQLException {
    List<String> faults = new ArrayList<>();
    try (Connection admin = database.admin().getConnection()) {
      for (Map.Entry<String, String> each : SENTENCES.entrySet()) {
        try (PreparedStatement select = admin.prepareStatement(each.getValue());
            ResultSet row = select.executeQuery()) {
          if (row.next()) {
            faults.add("not so: " + each.getKey() + ": " + row.getString(1));
          }
        }
      }
      chains(admin, faults);
    }
    return faults;
  }

  private static void chains(Connection admin, List<String> faults) throws SQLException {
    try (PreparedStatement select =
            admin.prepareStatement(
                """
                SELECT e.tenant_id, e.task_id, e.seq, e.attempt,
                       (extract(epoch FROM e.ts) * 1000000)::bigint, e.kind, e.payload, e.salt,
                       e.hash_prev, e.hash_curr, t.spec_hash,
                       (extract(epoch FROM t.created_at) * 1000000)::bigint
                  FROM task_events e JOIN tasks t ON t.id = e.task_id ORDER BY e.task_id, e.seq
                """);
        ResultSet row = select.executeQuery()) {
      byte[] before = {};
      while (row.next()) {
        UUID tenant = row.getObject(1, UUID.class);
        UUID task = row.getObject(2, UUID.class);
        byte[] previous =
            row.getLong(3) == 1
                ? Chain.genesis(tenant, task, row.getLong(12), row.getBytes(11))
                : before;
        if (!Arrays.equals(previous, row.getBytes(9))
            || !Arrays.equals(hash(row, tenant, task), row.getBytes(10))) {
          faults.add("not so: events link: " + task + " " + row.getLong(3));
        }
        before = row.getBytes(10);
      }
    }
  }

  private static byte[] hash(ResultSet row, UUID tenant, UUID task) throws SQLException {
    byte[] payload = row.getBytes(7);
    return Chain.link(
        tenant,
        task,
        row.getLong(3),
        row.getInt(4),
        row.getLong(5),
        row.getString(6),
        payload.length,
        Chain.commitment(row.getBytes(8), payload),
        row.getBytes(9));
  }
}
