package dev.axontask.engine.tail;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.log.Proxy;
import dev.axontask.engine.log.Until;
import dev.axontask.stores.testing.SharedStores;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever watches a task hears of each change, with Redis and without. */
@Timeout(120)
class TaskWatchIT {
  private static final Proxy PROXY = new Proxy(SharedStores.redis().port());
  private static final LogBench BENCH =
      new LogBench(
          SharedStores.redisUri().replace(":" + SharedStores.redis().port(), ":" + PROXY.port()),
          SharedStores.postgres().port());

  @AfterAll
  static void close() {
    BENCH.close();
    PROXY.close();
  }

  private static TaskWatch watch(TaskId task, TaskWatch.Of what, Runnable changed) {
    return ((Watching.Opened) BENCH.reader.watch(CALLER, task, what, changed)).watch();
  }

  private static void write(TaskLog log, EventDraft event) throws Exception {
    log.append(event);
    log.flush();
  }

  private static EventDraft progress() {
    return json(EventKind.PROGRESS, "{\"fraction\":0.5}");
  }

  private static double watched() {
    return BENCH.meters.get("axontask.tasks.watched").gauge().value();
  }

  /** Does something, and waits for the call that has to follow. */
  private static void expectCall(AtomicInteger calls, Step step) throws Exception {
    int before = calls.get();
    step.run();
    Until.holds("a call after the change", () -> calls.get() > before);
  }

  private interface Step {
    void run() throws Exception;
  }

  @Test
  void eachChangeIsFollowedByACall() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger calls = new AtomicInteger();
    try (TaskWatch _ = watch(task, TaskWatch.Of.STANDING, calls::incrementAndGet)) {
      expectCall(calls, () -> write(log, json(EventKind.STARTED, "{\"attempt\":1}")));
      expectCall(calls, () -> write(log, progress()));
      expectCall(
          calls,
          () ->
              log.finish(json(EventKind.SUCCEEDED, "{}"), new Ending(0, null, null, "succeeded")));
    }
  }

  @Test
  void outputChangesNotHowATaskStands() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger standing = new AtomicInteger();
    AtomicInteger events = new AtomicInteger();
    try (TaskWatch _ = watch(task, TaskWatch.Of.STANDING, standing::incrementAndGet);
        TaskWatch _ = watch(task, TaskWatch.Of.EVENTS, events::incrementAndGet)) {
      expectCall(events, () -> write(log, out("one")));
      expectCall(events, () -> write(log, out("two")));
      assertThat(standing).hasValue(0);
      expectCall(standing, () -> write(log, progress()));
    }
  }

  @Test
  void withRedisAwayACallComesAllTheSame() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger calls = new AtomicInteger();
    try (TaskWatch _ = watch(task, TaskWatch.Of.STANDING, calls::incrementAndGet)) {
      expectCall(calls, () -> write(log, progress()));
      PROXY.refuse();
      try {
        expectCall(calls, () -> write(log, progress()));
        expectCall(calls, () -> write(log, progress()));
      } finally {
        PROXY.recover();
      }
      expectCall(calls, () -> write(log, progress()));
    }
  }

  @Test
  void aChangeBehindMuchOutputIsNotMissed() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger calls = new AtomicInteger();
    try (TaskWatch _ = watch(task, TaskWatch.Of.STANDING, calls::incrementAndGet)) {
      PROXY.refuse();
      try {
        expectCall(
            calls,
            () -> {
              log.append(progress());
              for (int i = 0; i < 500; i++) {
                log.append(out("line " + i));
              }
              log.flush();
            });
      } finally {
        PROXY.recover();
      }
    }
  }

  @Test
  void aFailingWatcherKeepsNobodyElseFromBeingCalled() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger failing = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    Runnable fails =
        () -> {
          failing.incrementAndGet();
          throw new IllegalStateException("the test says so");
        };
    try (TaskWatch _ = watch(task, TaskWatch.Of.STANDING, fails);
        TaskWatch _ = watch(task, TaskWatch.Of.STANDING, calls::incrementAndGet)) {
      expectCall(failing, () -> write(log, progress()));
      expectCall(calls, () -> write(log, progress()));
      expectCall(failing, () -> write(log, progress()));
    }
  }

  @Test
  void whatIsClosedIsCalledNoMoreAndLeavesNothing() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    List<TaskWatch> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(watch(task, TaskWatch.Of.EVENTS, closed::incrementAndGet));
    }
    many.forEach(TaskWatch::close);
    many.forEach(TaskWatch::close);
    assertThat(watched()).isZero();
    try (TaskWatch _ = watch(task, TaskWatch.Of.EVENTS, open::incrementAndGet)) {
      expectCall(open, () -> write(log, progress()));
      expectCall(open, () -> write(log, progress()));
      assertThat(closed).hasValue(0);
      assertThat(watched()).isEqualTo(1);
    }
    assertThat(watched()).isZero();
  }

  @Test
  void anotherTenantsTaskIsLikeNone() {
    TaskId task = BENCH.submitted();
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");
    Runnable nothing = () -> {};
    assertThat(BENCH.reader.watch(stranger, task, TaskWatch.Of.EVENTS, nothing))
        .isEqualTo(new Watching.NoSuchTask());
    assertThat(
            BENCH.reader.watch(CALLER, new TaskId(UUID.randomUUID()), TaskWatch.Of.EVENTS, nothing))
        .isEqualTo(new Watching.NoSuchTask());
  }
}
