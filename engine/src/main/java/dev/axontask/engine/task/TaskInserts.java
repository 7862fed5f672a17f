package dev.axontask.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores the tasks of one tenant, each with the head of its chain and, unless it waits for others,
 * its queue entry.
 */
final class TaskInserts {
  private static final JsonMapper JSON = new JsonMapper();

  private TaskInserts() {}

  /**
   * One statement for all; a part of the caller's transaction. A task with a concurrency key enters
   * the queue held; one that may start at once is due from the transaction's own time on, so that
   * no claim has looked past it before it can be seen.
   *
   * @param uniqueKeys by the tasks that hold one
   */
  static void insert(
      Connection tx, TenantId tenant, List<NewTask> tasks, Map<TaskId, String> uniqueKeys)
      throws SQLException {
    try (PreparedStatement insert =
        tx.prepareStatement(
            """
            WITH new AS (
              SELECT * FROM unnest(
                ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[],
                ?::text[], ?::smallint[], ?::integer[], ?::timestamptz[], ?::timestamptz[], ?::bytea[],
                ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::integer[], ?::timestamptz[],
                ?::boolean[], ?::text[])
                AS r(id, principal, name, description, adapter, args, spec_hash, metadata, tags,
                     state, priority, timeout_s, run_at, created_at, genesis, concurrency_key,
                     rate_limit_key, unique_key,
                     max_attempts, retry_on, on_worker_loss, schedule_to_start_s, deadline, blocked, target)
            ), heads AS (
              INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts)
              SELECT id, ?, genesis, created_at FROM new
            ), queue AS (
              INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at, start_by, concurrency_key,
                                      rate_limit_key, target, hold)
              SELECT id, ?, adapter, priority, coalesce(run_at, now()),
                     coalesce(run_at, now()) + schedule_to_start_s * interval '1 second',
                     concurrency_key, rate_limit_key, target,
                     CASE WHEN rate_limit_key IS NOT NULL
                               AND (SELECT true FROM paused_keys p
                                     WHERE p.tenant_id = ? AND p.key = new.rate_limit_key
                                       AND p.until > now()) THEN 'rate_limit_key'
                          WHEN concurrency_key IS NOT NULL THEN 'concurrency_key' END
                FROM new WHERE NOT blocked
            )
            INSERT INTO tasks (id, tenant_id, principal, name, description, adapter, args, spec_hash,
                               metadata, tags, state, priority, timeout_s, run_at, created_at,
                               concurrency_key, rate_limit_key, unique_key,
                               max_attempts, retry_on, on_worker_loss, schedule_to_start_s, deadline,
                               blocked, target)
            SELECT id, ?, principal, name, description, adapter, args, spec_hash, metadata::jsonb,
                   ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), state, priority, timeout_s,
                   run_at, created_at, concurrency_key, rate_limit_key, unique_key,
                   max_attempts, retry_on, on_worker_loss, schedule_to_start_s, deadline,
                   blocked, target
              FROM new
            """)) {
      array(tx, insert, 1, "uuid", tasks, t -> t.id().value());
      array(tx, insert, 2, "text", tasks, NewTask::principal);
      array(tx, insert, 3, "text", tasks, t -> t.request().name());
      array(tx, insert, 4, "text", tasks, t -> t.request().description());
      array(tx, insert, 5, "text", tasks, t -> t.request().adapter());
      array(tx, insert, 6, tasks, t -> t.request().args().getBytes(UTF_8));
      array(tx, insert, 7, tasks, t -> t.genesis().specHash());
      array(tx, insert, 8, "text", tasks, t -> t.request().metadata());
      array(tx, insert, 9, "text", tasks, t -> JSON.writeValueAsString(t.request().tags()));
      array(tx, insert, 10, "text", tasks, t -> t.state().word());
      array(tx, insert, 11, "int2", tasks, t -> (short) t.request().priority());
      array(tx, insert, 12, "int4", tasks, t -> (int) t.request().timeout().toSeconds());
      array(tx, insert, 13, "timestamptz", tasks, t -> text(t.runAt()));
      array(tx, insert, 14, "timestamptz", tasks, t -> text(t.genesis().createdAt()));
      array(tx, insert, 15, tasks, t -> t.genesis().hash());
      array(tx, insert, 16, "text", tasks, t -> t.request().queue().concurrencyKey());
      array(tx, insert, 17, "text", tasks, t -> t.request().queue().rateLimitKey());
      array(tx, insert, 18, "text", tasks, t -> uniqueKeys.get(t.id()));
      array(tx, insert, 19, "int4", tasks, t -> t.request().retries().maxAttempts());
      array(tx, insert, 20, "text", tasks, t -> t.request().retries().retryOn().word());
      array(tx, insert, 21, "text", tasks, t -> t.request().retries().onWorkerLoss().word());
      array(tx, insert, 22, "int4", tasks, t -> seconds(t.request().clocks().scheduleToStart()));
      array(tx, insert, 23, "timestamptz", tasks, t -> text(t.request().clocks().deadline()));
      array(tx, insert, 24, "bool", tasks, t -> t.request().dependencies().any());
      array(tx, insert, 25, "text", tasks, t -> t.request().target());
      for (int parameter = 26; parameter <= 29; parameter++) {
        insert.setObject(parameter, tenant.value());
      }
      insert.executeUpdate();
    }
  }

  private static @Nullable Integer seconds(@Nullable Duration duration) {
    return duration == null ? null : Math.toIntExact(duration.toSeconds());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static void array(
      Connection tx,
      PreparedStatement statement,
      int parameter,
      String type,
      List<NewTask> tasks,
      Function<NewTask, @Nullable Object> value)
      throws SQLException {
    Object[] values = tasks.stream().map(value).toArray();
    statement.setArray(parameter, tx.createArrayOf(type, values));
  }

  private static void array(
      Connection tx,
      PreparedStatement statement,
      int parameter,
      List<NewTask> tasks,
      Function<NewTask, byte[]> value)
      throws SQLException {
    byte[][] values = tasks.stream().map(value).toArray(byte[][]::new);
    statement.setArray(parameter, tx.createArrayOf("bytea", values));
  }
}
