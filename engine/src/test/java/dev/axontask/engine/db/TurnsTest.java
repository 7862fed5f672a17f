package dev.axontask.engine.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers of few connections. */
@Timeout(60)
class TurnsTest {
  private static final int CONNECTIONS = 3;

  private final Turns turns = new Turns(CONNECTIONS);
  private final AtomicInteger running = new AtomicInteger();

  @Test
  void neverMoreRunThanThereAreConnections() throws Exception {
    AtomicInteger most = new AtomicInteger();
    List<FutureTask<Integer>> callers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      callers.add(
          started(() -> {
            int now = running.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            return running.decrementAndGet() < 0 ? -1 : now;
          }));
    }
    for (FutureTask<Integer> caller : callers) {
      assertThat(caller.get()).isBetween(1, CONNECTIONS);
    }
    assertThat(most.get()).isBetween(1, CONNECTIONS);
  }

  @Test
  void whoeverWaitedWhileTheDatabaseWasFoundAwayIsToldSoAtOnce() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    List<FutureTask<Integer>> holders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      holders.add(
          started(() -> {
            awaited(found);
            throw away(new SQLTransientConnectionException("no connection within 5 s"));
          }));
    }
    List<FutureTask<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(startedBehind(CONNECTIONS, asked));
    }
    awaitWaiting(100);
    found.countDown();

    for (FutureTask<Integer> each : holders) {
      assertAway(each);
    }
    for (FutureTask<Integer> each : waiting) {
      assertAway(each);
    }
    assertThat(asked).hasValue(0);
    // Who comes later looks for itself, and is served.
    assertThat(turns.<Integer>take(asked::incrementAndGet)).isEqualTo(1);
  }

  /** One connection that broke says nothing of the others. */
  @Test
  void aTransactionThatBrokeOffKeepsNobodyElseFromItsTurn() throws Exception {
    CountDownLatch broken = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    List<FutureTask<Integer>> holders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      holders.add(
          started(() -> {
            awaited(broken);
            throw away(new SQLException("terminated by the administrator", "57P01"));
          }));
    }
    FutureTask<Integer> behind = startedBehind(CONNECTIONS, asked);
    awaitWaiting(1);
    broken.countDown();

    for (FutureTask<Integer> each : holders) {
      assertAway(each);
    }
    assertThat(behind.get()).isEqualTo(1);
  }

  private FutureTask<Integer> started(Supplier<Integer> work) {
    FutureTask<Integer> caller = new FutureTask<>(() -> turns.take(work));
    var _ = Thread.startVirtualThread(caller);
    return caller;
  }

  /** Comes when all turns are taken. */
  private FutureTask<Integer> startedBehind(int taken, AtomicInteger asked) {
    while (turns.free() > CONNECTIONS - taken) {
      Thread.onSpinWait();
    }
    return started(asked::incrementAndGet);
  }

  private void awaitWaiting(int count) {
    while (turns.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static DatabaseUnavailableException away(SQLException cause) {
    return new DatabaseUnavailableException("away", false, cause);
  }

  private static void assertAway(FutureTask<Integer> caller) {
    assertThatThrownBy(caller::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(DatabaseUnavailableException.class);
  }
}
