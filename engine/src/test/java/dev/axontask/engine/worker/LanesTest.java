package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.worker.Lanes.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose turn it is, over queues that are numbers. */
class LanesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);

  private final Lanes lanes = new Lanes();
  private final Map<UUID, Integer> waiting = new HashMap<>();

  private void waits(UUID tenant, int tasks) {
    waiting.merge(tenant, tasks, Integer::sum);
    lanes.add("mock", tenant);
  }

  /** Does what the database does: asks one after the other while slots are left. */
  private List<UUID> claim(int slots) {
    Map<String, Integer> free = Map.of("mock", slots);
    List<UUID> all = new ArrayList<>();
    boolean more = true;
    while (more && all.isEmpty()) {
      List<Ask> asks = lanes.ask(free);
      List<Lane.Taken> taken = new ArrayList<>();
      for (Ask ask : asks) {
        UUID tenant = ask.lane().tenant();
        int left = waiting.getOrDefault(tenant, 0);
        int gets = Math.min(Math.min(left, ask.slots()), slots - taken.size());
        waiting.put(tenant, left - gets);
        for (int i = 0; i < gets; i++) {
          taken.add(new Lane.Taken("mock", tenant, 5, NOW));
        }
      }
      more = lanes.took(free, asks, taken, NOW);
      taken.forEach(t -> all.add(t.tenant()));
    }
    return all;
  }

  @Test
  void aSingleTaskIsNextButOneHoweverManyAnotherTenantHas() {
    waits(A, 100_000);
    assertThat(claim(1)).containsExactly(A);
    waits(B, 1);

    List<UUID> next = new ArrayList<>(claim(1));
    next.addAll(claim(1));
    assertThat(next).contains(B);
  }

  @Test
  void oneSlotGoesRoundInTurn() {
    waits(A, 10);
    waits(B, 10);

    List<UUID> got = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      got.addAll(claim(1));
    }
    assertThat(got).containsExactly(A, B, A, B, A, B);
  }

  @Test
  void manySlotsAreSharedEvenly() {
    waits(A, 1_000);
    waits(B, 1_000);

    assertThat(claim(10)).containsOnly(A, B).filteredOn(A::equals).hasSize(5);
  }

  @Test
  void whatOneTenantLeavesTheOtherGetsWithTheNextClaim() {
    waits(A, 1_000);
    waits(B, 2);

    assertThat(claim(10)).filteredOn(A::equals).hasSize(5);
    assertThat(claim(10)).hasSize(10).containsOnly(A);
  }

  @Test
  void aTenantWithoutTasksDoesNotKeepTheOnlySlotEmpty() {
    waits(A, 0);
    waits(B, 1);

    assertThat(claim(1)).containsExactly(B);
  }

  @Test
  void withMoreTenantsThanAClaimAsksEachOneGetsItsTurn() {
    int tenants = 3 * Lanes.A_CLAIM;
    for (int i = 0; i < tenants; i++) {
      waits(new UUID(1, i), 2);
    }

    List<UUID> got = new ArrayList<>();
    for (int i = 0; i < tenants; i++) {
      got.addAll(claim(1));
    }
    assertThat(got).hasSize(tenants).doesNotHaveDuplicates();
  }

  @Test
  void tenantsBehindManyEmptyOnesAreReachedInOneClaim() {
    for (int i = 0; i < 2 * Lanes.A_CLAIM; i++) {
      waits(new UUID(1, i), 0);
    }
    waits(B, 1);

    assertThat(claim(1)).containsExactly(B);
  }

  @Test
  void aLaneIsReadOnFromWhereItWasLeftAndNoFurther() {
    Lane lane = new Lane("mock", A);
    assertThat(lane.marks()).containsOnlyNulls().hasSize(11);

    Instant old = NOW.minus(Duration.ofHours(1));
    lane.filled(List.of(new Lane.Taken("mock", A, 7, NOW), new Lane.Taken("mock", A, 5, old)), NOW);
    assertThat(lane.marks().get(5)).isEqualTo(old);
    assertThat(lane.marks().get(7)).isEqualTo(NOW.minus(Lane.LATE));
    assertThat(lane.marks().get(4)).isNull();

    lane.emptied(NOW);
    assertThat(lane.marks()).containsOnly(NOW.minus(Lane.LATE));
  }
}
