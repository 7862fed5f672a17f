package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.request;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.task.QueuePolicy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A test of who is claimed next, with a second tenant and workers whose leases nobody renews. */
abstract class WithQueue extends WithFleet {
  static final UUID OTHER = UUID.fromString("00000000-0000-7000-8000-00000000000b");
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

  HeldTasks held;

  @BeforeEach
  final void addOther() throws Exception {
    held = new HeldTasks(fleet.database);
    fleet.update("INSERT INTO tenants (id, name) VALUES (?, 'other')", OTHER);
  }

  final UUID join(String name) throws SQLException {
    return fleet.joinForLong(host(name));
  }

  final TaskId submit(QueuePolicy policy) {
    return fleet.frontend.submit(request(Map.of()).with(policy));
  }

  static List<TaskId> tasks(List<Claim> claims) {
    return claims.stream().map(Claim::task).toList();
  }

  final void end(Claim claim) throws Exception {
    try (TaskLog log = fleet.appender.open(claim.tenant(), claim.task(), claim.head())) {
      log.finish(
          new EventDraft(claim.number(), EventKind.SUCCEEDED, EMPTY, null),
          new Ending(0, null, null, "succeeded"));
    }
  }

  /** So many waiting tasks, as a submit stores them; without keys. */
  final void waiting(UUID tenant, int tasks) throws Exception {
    fleet.update(
        """
        WITH task AS (
          INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at)
          SELECT axontask_uuid_floor(now() + i * interval '1 ms'), ?, 'p', 'mock', '{}', sha256('x'),
                 'pending', now()
            FROM generate_series(1, ?) AS i
          RETURNING id, tenant_id
        ), head AS (
          INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts)
          SELECT id, tenant_id, sha256('x'), now() FROM task
        )
        INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
        SELECT id, tenant_id, 'mock', 5, now() FROM task
        """,
        tenant,
        tasks);
  }
}
