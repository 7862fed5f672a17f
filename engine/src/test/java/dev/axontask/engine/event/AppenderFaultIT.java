package dev.axontask.engine.event;

import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.log.Proxy;
import dev.axontask.engine.log.Until;
import dev.axontask.stores.testing.SharedStores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to appends when connections die, owners are stale, and rows are refused. */
@Timeout(120)
class AppenderFaultIT {
  private static final Proxy PROXY = new Proxy(SharedStores.postgres().port());
  private static final LogBench BENCH = new LogBench(SharedStores.redisUri(), PROXY.port());
  private static final Ending SUCCESS = new Ending(0, null, null, "succeeded");

  @AfterAll
  static void close() {
    BENCH.close();
    PROXY.close();
  }

  private static EventDraft succeeded() {
    return json(EventKind.SUCCEEDED, "{\"exit_code\":0}");
  }

  private static String state(TaskId task) {
    return BENCH
        .query("SELECT state FROM tasks WHERE id = ?", row -> row.getString(1), task.value())
        .getFirst();
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /** Two tasks that share a lane, and so can share a group. */
  private static List<TaskId> sameLane(int count) {
    int lanes = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    List<TaskId> tasks = new ArrayList<>();
    while (tasks.size() < count) {
      TaskId task = BENCH.submitted();
      if (Math.floorMod(task.hashCode(), lanes) == 0) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  /** Holds the lock on a task's head, so that its lane stands still. */
  private static Connection holdHead(TaskId task) throws SQLException {
    Connection admin = BENCH.test.admin().getConnection();
    admin.setAutoCommit(false);
    try (PreparedStatement lock =
        admin.prepareStatement("SELECT 1 FROM task_heads WHERE task_id = ? FOR UPDATE")) {
      lock.setObject(1, task.value());
      lock.execute();
    }
    return admin;
  }

  private static void awaitBlocked(int statements) {
    Until.holds(
        "the lane waits for the head's lock",
        () ->
            BENCH
                    .query(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """,
                        row -> row.getInt(1))
                    .getFirst()
                >= statements);
  }

  @Test
  void anAppendWhoseAcknowledgementWasLostIsThereOnce() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    log.append(out("first"));
    log.flush();
    CountDownLatch lost = PROXY.loseNextCommit();
    log.append(out("second", "at 2"));
    log.flush();
    assertThat(lost.getCount()).isZero();
    log.append(out("third"));
    log.flush();
    assertThat(BENCH.payloads(task)).containsExactly("first", "second", "third");
    assertThat(log.durable().lastSeq()).isEqualTo(3);
    assertThat(log.durable().lastHash()).isEqualTo(BENCH.head(task).lastHash());
    assertThat(BENCH.verified(task)).contains("3 events are intact");
  }

  @Test
  void anEndWhoseAcknowledgementWasLostEndsTheTaskOnce() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    CountDownLatch lost = PROXY.loseNextCommit();
    log.finish(succeeded(), SUCCESS);
    assertThat(lost.getCount()).isZero();
    assertThat(state(task)).isEqualTo("succeeded");
    assertThat(BENCH.head(task).lastSeq()).isEqualTo(1);
  }

  @Test
  void killedConnectionsLoseAndDoubleNothing() throws Exception {
    List<TaskId> tasks = IntStream.range(0, 8).mapToObj(_ -> BENCH.submitted()).toList();
    AtomicBoolean writing = new AtomicBoolean(true);
    AtomicInteger killed = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> killer =
          threads.submit(() -> {
            while (writing.get()) {
              int each =
                  BENCH
                      .query(
                          """
                          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                          WHERE datname = current_database() AND application_name = 'axontask-worker'
                            AND state <> 'idle'
                          """,
                          row -> row.getInt(1))
                      .getFirst();
              killed.addAndGet(each);
            }
          });
      List<Future<?>> writers = new ArrayList<>();
      for (TaskId task : tasks) {
        TaskLog log = BENCH.claimed(task);
        writers.add(
            threads.submit(
                (Callable<Void>)
                    () -> {
                      for (int i = 0; i < 400; i++) {
                        log.append(out(String.valueOf(i)));
                        if (i % 40 == 0) {
                          log.flush();
                        }
                      }
                      log.flush();
                      return null;
                    }));
      }
      Until.holds("some connections were killed", () -> killed.get() >= 20);
      writing.set(false);
      killer.get();
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    for (TaskId task : tasks) {
      assertThat(BENCH.payloads(task)).isEqualTo(numbers(400));
      assertThat(BENCH.verified(task)).contains("400 events are intact");
    }
  }

  @Test
  void aStaleOwnerLosesItsOwnEventsAndNobodyElses() throws Exception {
    List<TaskId> tasks = sameLane(3);
    TaskLog blocker = BENCH.claimed(tasks.get(0));
    TaskLog stale = BENCH.claimed(tasks.get(1));
    TaskLog owner = BENCH.claimed(tasks.get(2));
    try (Connection hold = holdHead(tasks.get(0))) {
      blocker.append(out("blocked"));
      awaitBlocked(1);
      stale.append(out("too late"));
      owner.append(out("mine"));
      BENCH.sql(
          "UPDATE task_heads SET fencing_token = fencing_token + 1 WHERE task_id = ?",
          tasks.get(1).value());
      hold.rollback();
    }
    owner.flush();
    assertThatThrownBy(stale::flush).isInstanceOf(SinkClosedException.class);
    assertThatThrownBy(() -> stale.append(out("more"))).isInstanceOf(SinkClosedException.class);
    assertThat(BENCH.payloads(tasks.get(1))).isEmpty();
    assertThat(BENCH.payloads(tasks.get(2))).containsExactly("mine");
    assertThat(BENCH.payloads(tasks.get(0))).containsExactly("blocked");
  }

  @Test
  void aStaleOwnerCannotFinish() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog stale = BENCH.claimed(task);
    TaskLog owner = BENCH.claimed(task);
    assertThatThrownBy(() -> stale.finish(succeeded(), SUCCESS))
        .isInstanceOf(SinkClosedException.class);
    assertThat(state(task)).isEqualTo("running");
    owner.finish(
        new EventDraft(2, EventKind.FAILED, "{}".getBytes(UTF_8), null),
        new Ending(1, null, "{\"code\":\"x\"}", "failed"));
    assertThat(state(task)).isEqualTo("failed");
    assertThat(BENCH.verified(task)).contains("1 events are intact");
  }

  @Test
  void ofTwoWhoFinishWithTheSameTokenOneWins() throws Exception {
    TaskId task = BENCH.submitted();
    Head head = BENCH.claim(task);
    List<TaskLog> both = new ArrayList<>();
    try (Appender second =
        Appender.start(BENCH.database, BENCH.publisher, BENCH.clock, BENCH.random, BENCH.meters)) {
      both.add(BENCH.appender.open(TenantId.LOCAL, task, head));
      both.add(second.open(TenantId.LOCAL, task, head));
      AtomicInteger won = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (TaskLog log : both) {
          var _ =
              threads.submit(() -> {
                try {
                  log.finish(succeeded(), SUCCESS);
                  won.incrementAndGet();
                } catch (SinkClosedException _) {
                  refused.incrementAndGet();
                }
                return null;
              });
        }
      }
      assertThat(won).hasValue(1);
      assertThat(refused).hasValue(1);
    }
    assertThat(BENCH.head(task).lastSeq()).isEqualTo(1);
    assertThat(BENCH.payloads(task)).hasSize(1);
  }

  @Test
  void twoAppendersUnderOneTokenCannotForkTheChain() throws Exception {
    TaskId task = BENCH.submitted();
    Head head = BENCH.claim(task);
    try (Appender second =
        Appender.start(BENCH.database, BENCH.publisher, BENCH.clock, BENCH.random, BENCH.meters)) {
      TaskLog one = BENCH.appender.open(TenantId.LOCAL, task, head);
      TaskLog two = second.open(TenantId.LOCAL, task, head);
      one.append(out("one"));
      one.flush();
      two.append(out("two"));
      assertThatThrownBy(two::flush).isInstanceOf(SinkClosedException.class);
      one.append(out("more"));
      one.flush();
    }
    assertThat(BENCH.payloads(task)).containsExactly("one", "more");
  }

  @Test
  void theDatabaseRefusesAForkOfTheChain() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    log.append(out("first"));
    log.flush();
    assertThatThrownBy(() ->
            BENCH.sql(
                """
                INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload,
                                         payload_len, salt, pc, hash_prev, hash_curr)
                SELECT task_id, 7, tenant_id, attempt, ts, kind, payload, payload_len, salt, pc,
                       hash_prev, sha256('x') FROM task_events WHERE task_id = ?
                """,
                task.value()))
        .hasStackTraceContaining("hash_prev");
  }

  @Test
  void anEventThatTheDatabaseRefusesStopsNobodyElse() throws Exception {
    List<TaskId> tasks = sameLane(3);
    TaskLog blocker = BENCH.claimed(tasks.get(0));
    TaskLog refused = BENCH.claimed(tasks.get(1));
    TaskLog other = BENCH.claimed(tasks.get(2));
    try (Connection hold = holdHead(tasks.get(0))) {
      blocker.append(out("blocked"));
      awaitBlocked(1);
      refused.append(
          new EventDraft(1, EventKind.STDOUT, new byte[] {1}, new ResumePoint("nul \0")));
      other.append(out("fine"));
      hold.rollback();
    }
    other.flush();
    assertThatThrownBy(refused::flush)
        .isInstanceOf(SinkClosedException.class)
        .hasMessageContaining("refused");
    assertThat(BENCH.payloads(tasks.get(1))).isEmpty();
    assertThat(BENCH.payloads(tasks.get(2))).containsExactly("fine");
  }

  @Test
  void aTaskThatEndedBehindTheLogsBackIsNotEndedAgain() {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    BENCH.sql("UPDATE tasks SET state = 'lost', ended_at = now() WHERE id = ?", task.value());
    assertThatThrownBy(() -> log.finish(succeeded(), SUCCESS))
        .isInstanceOf(SinkClosedException.class);
    assertThat(state(task)).isEqualTo("lost");
    assertThat(BENCH.payloads(task)).isEmpty();
  }

  @Test
  void whileTheDatabaseIsAwayEventsWaitAndAreWrittenAfterwards() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    log.append(out("0"));
    log.flush();
    double before = BENCH.meters.get("axontask.event.append.retries").counter().count();
    PROXY.refuse();
    log.append(out("1"));
    Until.holds(
        "the appender tried again",
        () -> BENCH.meters.get("axontask.event.append.retries").counter().count() > before);
    log.append(out("2"));
    PROXY.recover();
    log.flush();
    assertThat(BENCH.payloads(task)).containsExactly("0", "1", "2");
  }

  @Test
  void anOwnerWhoseTimeIsOverIsNotLeftWaitingForTheDatabase() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    PROXY.refuse();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      log.append(out("0"));
      Future<?> flush =
          threads.submit(() -> {
            log.flush();
            return null;
          });
      log.close();
      assertThatThrownBy(flush::get).hasCauseInstanceOf(SinkClosedException.class);
    } finally {
      PROXY.recover();
    }
    TaskLog next = BENCH.claimed(task);
    next.append(out("next owner"));
    next.flush();
    assertThat(BENCH.payloads(task)).containsExactly("next owner");
  }

  @Test
  void aTaskThatWritesFasterThanTheDatabaseWaitsForRoom() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventDraft large = new EventDraft(1, EventKind.STDOUT, new byte[32 * 1024], null);
    AtomicInteger accepted = new AtomicInteger();
    try (Connection hold = holdHead(task)) {
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 500; i++) {
                    log.append(large);
                    accepted.incrementAndGet();
                  }
                } catch (SinkClosedException | InterruptedException unexpected) {
                  throw new IllegalStateException(unexpected);
                }
              });
      Until.holds("the writer waits", () -> writer.getState() == Thread.State.WAITING);
      assertThat(accepted).hasValueLessThan(70);
      hold.rollback();
      writer.join();
    }
    log.flush();
    assertThat(BENCH.head(task).lastSeq()).isEqualTo(500);
  }

  @Test
  void manyTasksOfTwoAppendersKeepTheirOrder() throws Exception {
    List<TaskId> tasks = IntStream.range(0, 40).mapToObj(_ -> BENCH.submitted()).toList();
    try (Appender second =
            Appender.start(
                BENCH.database, BENCH.publisher, BENCH.clock, BENCH.random, BENCH.meters);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < tasks.size(); i++) {
        Appender appender = i % 2 == 0 ? second : BENCH.appender;
        TaskLog log = appender.open(TenantId.LOCAL, tasks.get(i), BENCH.claim(tasks.get(i)));
        var _ =
            threads.submit(() -> {
              for (int n = 0; n < 100; n++) {
                log.append(out(String.valueOf(n)));
              }
              log.finish(succeeded(), SUCCESS);
              return null;
            });
      }
    }
    for (TaskId task : tasks) {
      assertThat(BENCH.payloads(task).subList(0, 100)).isEqualTo(numbers(100));
      assertThat(BENCH.verified(task)).contains("101 events are intact");
      assertThat(state(task)).isEqualTo("succeeded");
    }
  }

  @Test
  void timesNeverDecreaseWhenTheClockIsSetBack() throws Exception {
    TaskId task = BENCH.submitted();
    Head head = BENCH.claim(task);
    AtomicInteger calls = new AtomicInteger();
    InstantSource setBack = () -> BENCH.clock.instant().minusSeconds(60L * calls.getAndIncrement());
    try (Appender appender =
        Appender.start(BENCH.database, BENCH.publisher, setBack, BENCH.random, BENCH.meters)) {
      TaskLog log = appender.open(TenantId.LOCAL, task, head);
      for (int i = 0; i < 5; i++) {
        log.append(out(String.valueOf(i)));
        log.flush();
      }
    }
    assertThat(BENCH.verified(task)).contains("5 events are intact");
  }

  @Test
  void progressAndBytesAreKeptInTheTasksRow() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    log.append(out("12345"));
    log.append(json(EventKind.PROGRESS, "{\"message\":\"nul \\u0000\"}"));
    Until.holds(
        "the row shows progress",
        () ->
            BENCH
                .query(
                    "SELECT bytes_streamed || coalesce(progress::text, '') FROM tasks WHERE id = ?",
                    row -> row.getString(1),
                    task.value())
                .getFirst()
                .equals("5{\"message\": \"nul \uFFFD\"}"));
    log.append(out("67"));
    log.finish(succeeded(), SUCCESS);
    assertThat(
            BENCH.query(
                "SELECT t.bytes_streamed, a.bytes, a.outcome FROM tasks t JOIN attempts a ON a.task_id = t.id WHERE t.id = ?",
                row -> row.getLong(1) + " " + row.getLong(2) + " " + row.getString(3),
                task.value()))
        .containsExactly("7 7 succeeded");
  }

  @Test
  void aOneOffEventJoinsTheChainAndHonoursTheToken() throws Exception {
    TaskId task = BENCH.submitted();
    OneOffAppend oneOff = new OneOffAppend(BENCH.clock, BENCH.random);
    EventDraft canceled = new EventDraft(0, EventKind.CANCELED, "{}".getBytes(UTF_8), null);
    try (Connection admin = BENCH.test.admin().getConnection()) {
      assertThat(
              oneOff.append(
                  admin, TenantId.LOCAL, task, canceled, new dev.axontask.engine.FencingToken(9)))
          .isEmpty();
      assertThat(oneOff.append(admin, TenantId.LOCAL, task, canceled, null))
          .hasValueSatisfying(event -> assertThat(event.seq()).isEqualTo(1));
      assertThat(oneOff.append(admin, TenantId.LOCAL, task, canceled, null)).isEmpty();
    }
    assertThat(BENCH.head(task).closed()).isTrue();
    assertThat(BENCH.verified(task)).contains("1 events are intact");
  }
}
