package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TenantId;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.engine.worker.Loop.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many waiting tasks whose time is over at once, and some that cannot be ended. */
@Timeout(120)
class OverdueTasksTest extends WithFleet {
  /** So many waiting tasks whose deadline is over. */
  private void overdue(int tasks) throws Exception {
    fleet.update(
        """
        WITH task AS (
          INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at, deadline)
          SELECT axontask_uuid_floor(now() + i * interval '1 ms'), ?, 'p', 'mock', '{}', sha256('x'),
                 'pending', now(), now()
            FROM generate_series(1, ?) AS i
          RETURNING id, tenant_id
        ), head AS (
          INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts)
          SELECT id, tenant_id, sha256('x'), now() FROM task
        )
        INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
        SELECT id, tenant_id, 'mock', 5, now() FROM task
        """,
        TenantId.LOCAL.value(),
        tasks);
  }

  @Test
  void tasksThatCannotBeEndedKeepNoOtherFromItsEnd() throws Exception {
    overdue(120);
    fleet.update(
        """
        UPDATE task_heads SET closed = true
         WHERE task_id IN (SELECT task_id FROM task_heads ORDER BY task_id LIMIT 25)
        """);
    OverdueTasks duty = fleet.overdue();

    Summary first = duty.runOnce();
    assertThat(first.count()).isBetween(75, 98);
    assertThat(first.again()).isTrue();
    RunningEngine.await("the end of the others", () -> duty.runOnce().count() == 0);

    assertThat(fleet.value("SELECT count(*) FROM tasks WHERE state = 'timed_out'")).isEqualTo("95");
    assertThat(duty.runOnce().again()).isFalse();
  }

  /** The nodes of a fleet do not wait in turn for the locks of the same tasks. */
  @Test
  void severalNodesSeldomChooseTheSameTasks() throws Exception {
    overdue(1_000);

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(100);

    assertThat(
            fleet.value(
                """
                SELECT count(*) FROM (
                  SELECT ended_at IS NOT NULL AS over FROM tasks ORDER BY id LIMIT 100) AS t
                 WHERE over
                """))
        .isNotEqualTo("100");
  }
}
