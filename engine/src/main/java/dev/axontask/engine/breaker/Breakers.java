package dev.axontask.engine.breaker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells breakers how attempts at their targets ended. Thread-safe. */
public final class Breakers {
  private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

  /** A row is gone as soon as it was made only if it is an hour old. */
  private static final int TRIES = 3;

  private final BreakerSettings settings;
  private final MeterRegistry meters;

  /**
   * @param adapters whose openings are counted from 0 on
   */
  public Breakers(BreakerSettings settings, Collection<String> adapters, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
    adapters.forEach(this::trips);
  }

  private Counter trips(String adapter) {
    return Counter.builder("axontask.circuit.breaker.trips")
        .description("Times that a circuit breaker was opened by this process")
        .tag("adapter", adapter)
        .register(meters);
  }

  /**
   * Takes in what ends of attempts say, in the transaction that makes these ends durable: a crash
   * before its commit leaves open attempts that nobody heard of, one after it leaves both. The last
   * thing that the transaction waits for. Writes only what changes; a success of a target that has
   * no row, and one whose breaker is closed without failures, change nothing.
   *
   * @return what it opened, to be given to {@link #opened} after the commit
   */
  public List<TargetKey> take(Connection tx, Collection<Said> said) throws SQLException {
    List<TargetKey> opened = new ArrayList<>();
    List<Said> telling = said.stream().filter(one -> one.word() != TargetWord.NOTHING).toList();
    if (telling.isEmpty()) {
      return opened;
    }
    for (Map.Entry<TargetKey, List<Said>> each : byTarget(tx, telling).entrySet()) {
      if (take(tx, each.getKey(), each.getValue())) {
        opened.add(each.getKey());
      }
    }
    return opened;
  }

  /** In the order in which their rows are locked. */
  private static SortedMap<TargetKey, List<Said>> byTarget(Connection tx, List<Said> said)
      throws SQLException {
    Map<UUID, Said> byTask = new TreeMap<>();
    said.forEach(one -> byTask.put(one.task().value(), one));
    try (PreparedStatement select =
        tx.prepareStatement(
            "SELECT id, tenant_id, adapter, target FROM tasks WHERE id = ANY (?::uuid[]) ORDER BY id")) {
      select.setArray(1, tx.createArrayOf("uuid", byTask.keySet().toArray()));
      SortedMap<TargetKey, List<Said>> byTarget = new TreeMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Said one = byTask.get(row.getObject("id", UUID.class));
          if (one != null) {
            byTarget.computeIfAbsent(TargetKey.read(row), key -> new ArrayList<>()).add(one);
          }
        }
      }
      return byTarget;
    }
  }

  /** Whether that opened it. */
  private boolean take(Connection tx, TargetKey key, List<Said> said) throws SQLException {
    boolean failed = said.stream().anyMatch(one -> one.word() == TargetWord.FAILED);
    Optional<BreakerState> found = BreakerRows.lock(tx, key);
    for (int tries = 0; failed && found.isEmpty() && tries < TRIES; tries++) {
      BreakerRows.insert(tx, key);
      found = BreakerRows.lock(tx, key);
    }
    if (found.isEmpty()) {
      if (failed) {
        LOG.warn("failures of {} are not counted: there are too many targets that fail", key);
      }
      return false;
    }
    BreakerState before = found.get();
    BreakerState after = before;
    @Nullable String error = null;
    for (Said one : said) {
      after = after.after(one.task(), one.word(), settings);
      error = one.errorJson() == null ? error : one.errorJson();
    }
    return !after.equals(before) && write(tx, key, after, error);
  }

  private static boolean write(
      Connection tx, TargetKey key, BreakerState after, @Nullable String error)
      throws SQLException {
    return switch (after) {
      case BreakerState.Closed(int failures) -> {
        BreakerRows.close(tx, key, failures, error);
        yield false;
      }
      case BreakerState.Opening opening -> {
        BreakerRows.open(tx, key, opening, error);
        yield true;
      }
      case BreakerState.Tripped unchanged -> false;
    };
  }

  /** After the commit. */
  public void opened(Collection<TargetKey> keys) {
    for (TargetKey key : keys) {
      trips(key.adapter()).increment();
      LOG.warn(
          "the circuit breaker of adapter {}, target \"{}\", is open: its tasks wait",
          key.adapter(),
          key.target());
    }
  }
}
