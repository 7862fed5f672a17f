package dev.axontask.engine.worker;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Whose turn it is. For each adapter the tenants with waiting tasks stand in a row; whoever gets
 * something goes to its end, so that the tenant with the largest deficit, served longest ago, is
 * always first. With one free slot that is one task a tenant in turn; with many, each gets an even
 * share, and what one leaves the others get with the next claim. A tenant with 100,000 waiting
 * tasks so costs another one a turn, not 100,000. Each process keeps its own row: fair between
 * tenants wherever the process is fair.
 *
 * <p>Pure, and confined to the thread that claims.
 */
final class Lanes {
  /** Tenants in one claim: each costs a look at each priority. */
  static final int A_CLAIM = 32;

  /** Tenants remembered for an adapter; others are discovered again when these are served. */
  static final int KNOWN = 1_000;

  private final Map<String, Deque<Lane>> rows = new TreeMap<>();

  /** How many a claim may take of one lane. */
  record Ask(Lane lane, int slots) {}

  /**
   * Puts a tenant that has waiting tasks at the end of the row.
   *
   * @return false if it stands in the row already, or the row is full
   */
  boolean add(String adapter, UUID tenant) {
    Deque<Lane> row = rows.computeIfAbsent(adapter, name -> new ArrayDeque<>());
    if (row.size() >= KNOWN || row.stream().anyMatch(lane -> lane.tenant().equals(tenant))) {
      return false;
    }
    row.add(new Lane(adapter, tenant));
    return true;
  }

  /**
   * Whom to ask, in the order of their turns.
   *
   * @param free slots by adapter
   */
  List<Ask> ask(Map<String, Integer> free) {
    List<Ask> asks = new ArrayList<>();
    free.forEach((adapter, slots) -> {
      List<Lane> first = row(adapter).stream().limit(A_CLAIM).toList();
      long busy = Math.max(1, first.stream().filter(Lane::busy).count());
      int share = Math.toIntExact((slots + busy - 1) / busy);
      first.forEach(lane -> asks.add(new Ask(lane, share)));
    });
    return asks;
  }

  private Deque<Lane> row(String adapter) {
    return rows.getOrDefault(adapter, new ArrayDeque<>());
  }

  /**
   * Learns what a claim gave.
   *
   * @param free what {@link #ask} was told
   * @param taken in any order
   * @param at the database's time of the claim
   * @return whether there are tenants that were not asked although slots are free
   */
  boolean took(Map<String, Integer> free, List<Ask> asks, List<Lane.Taken> taken, Instant at) {
    boolean more = false;
    for (Map.Entry<String, Integer> each : free.entrySet()) {
      String adapter = each.getKey();
      List<Ask> asked = asks.stream().filter(a -> a.lane().adapter().equals(adapter)).toList();
      List<Lane.Taken> got = taken.stream().filter(t -> t.adapter().equals(adapter)).toList();
      boolean full = got.size() >= each.getValue();
      boolean othersWait = row(adapter).size() > asked.size();
      learn(asked, got, full, at);
      more |= othersWait && !full;
    }
    return more;
  }

  /** A claim asks one lane after the other and stops when all slots are taken. */
  private void learn(List<Ask> asked, List<Lane.Taken> taken, boolean full, Instant at) {
    int left = taken.size();
    for (Ask ask : asked) {
      if (full && left == 0) {
        return;
      }
      Lane lane = ask.lane();
      List<Lane.Taken> own = taken.stream().filter(t -> t.tenant().equals(lane.tenant())).toList();
      left -= own.size();
      boolean stopped = own.size() >= ask.slots() || (full && left == 0);
      if (stopped && !own.isEmpty()) {
        lane.filled(own, at);
      } else {
        lane.emptied(at);
      }
      moved(lane, own.isEmpty());
    }
  }

  private void moved(Lane lane, boolean nothing) {
    Deque<Lane> row = row(lane.adapter());
    if (!nothing) {
      row.remove(lane);
      row.add(lane);
    } else if (row.size() > A_CLAIM) {
      row.remove(lane);
    }
  }
}
