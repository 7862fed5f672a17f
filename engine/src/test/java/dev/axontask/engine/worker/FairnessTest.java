package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No tenant's tasks keep another's waiting. */
@Timeout(120)
class FairnessTest extends WithQueue {
  @Test
  void oneTenantsManyTasksDoNotKeepAnothersSingleOneWaiting() throws Exception {
    waiting(OTHER, 20_000);
    AtomicLong nanos = new AtomicLong();
    Claims claims = new Claims(fleet.database, join("a"), Set.of(), nanos::get);
    assertThat(claims.claim(Map.of("mock", 1))).hasSize(1);
    TaskId single = fleet.frontend.submit(request(Map.of()));

    // With all slots busy a worker looks for further tenants once a second.
    nanos.addAndGet(Discovery.EVERY.toNanos());

    List<TaskId> next = new ArrayList<>(tasks(claims.claim(Map.of("mock", 1))));
    next.addAll(tasks(claims.claim(Map.of("mock", 1))));
    assertThat(next).hasSize(2).contains(single);
  }

  @Test
  void eachOfManyTenantsIsServed() throws Exception {
    Set<UUID> tenants = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      UUID tenant = new UUID(0x1_0000_7000L, Long.MIN_VALUE + i);
      fleet.update("INSERT INTO tenants (id, name) VALUES (?, 'one of many')", tenant);
      tenants.add(tenant);
    }
    fleet.update(
        """
        WITH task AS (
          INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, created_at)
          SELECT gen_random_uuid(), n.id, 'p', 'mock', '{}', sha256('x'), 'pending', now()
            FROM tenants n CROSS JOIN generate_series(1, 3)
           WHERE n.name = 'one of many'
          RETURNING id, tenant_id
        ), head AS (
          INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts)
          SELECT id, tenant_id, sha256('x'), now() FROM task
        )
        INSERT INTO task_queue (task_id, tenant_id, adapter, priority, run_at)
        SELECT id, tenant_id, 'mock', 5, now() FROM task
        """);
    Claims claims = fleet.claims(join("a"));

    List<UUID> served = new ArrayList<>();
    while (served.size() < tenants.size()) {
      claims.claim(Map.of("mock", 1)).forEach(claim -> served.add(claim.tenant().value()));
    }
    assertThat(served).containsExactlyInAnyOrderElementsOf(tenants);
  }
}
