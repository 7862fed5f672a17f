package dev.axontask.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may write to a task, and how that changes hands. */
class OwnershipTest extends WithFleet {
  private static final byte[] EMPTY = "{}".getBytes(UTF_8);

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(pool.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  @Test
  void twoClaimersNeverShareATask() throws Exception {
    Set<TaskId> submitted = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      submitted.add(submit());
    }
    List<UUID> workers =
        List.of(fleet.join(host("a")), fleet.join(host("b")), fleet.join(host("c")));
    java.util.Iterator<UUID> next = List.copyOf(workers).iterator();

    List<List<TaskId>> claimed =
        atOnce(
            3,
            () -> {
              UUID worker;
              synchronized (next) {
                worker = next.next();
              }
              List<TaskId> mine = new ArrayList<>();
              for (List<Claim> batch = claim(worker); !batch.isEmpty(); batch = claim(worker)) {
                batch.forEach(claim -> mine.add(claim.task()));
              }
              return mine;
            });

    assertThat(claimed.stream().flatMap(Collection::stream))
        .hasSize(300)
        .containsExactlyInAnyOrderElementsOf(submitted);
  }

  private List<Claim> claim(UUID worker) {
    return fleet.claims(worker).claim(Map.of("mock", 7));
  }

  @Test
  void higherPrioritiesAreClaimedFirstAndThenTheOlder() {
    TaskId low = fleet.frontend.submit(prioritized(2));
    TaskId first = fleet.frontend.submit(prioritized(5));
    TaskId second = fleet.frontend.submit(prioritized(5));
    TaskId high = fleet.frontend.submit(prioritized(9));
    UUID worker = fleet.join(host("a"));

    assertThat(List.of(claimOne(worker), claimOne(worker), claimOne(worker), claimOne(worker)))
        .extracting(Claim::task)
        .containsExactly(high, first, second, low);
  }

  private static TaskRequest prioritized(int priority) {
    return new TaskRequest(
        "mock", Map.of(), null, null, null, null, priority, null, null, List.of(), Map.of());
  }

  @Test
  void aTaskIsNotClaimedBeforeItsTime() {
    TaskId later =
        fleet.frontend.submit(
            new TaskRequest(
                "mock",
                Map.of(),
                null,
                null,
                null,
                null,
                10,
                Duration.ofHours(1),
                null,
                List.of(),
                Map.of()));
    TaskId now = submit();
    UUID worker = fleet.join(host("a"));

    assertThat(claim(worker)).extracting(Claim::task).containsExactly(now);
    assertThat(state(later)).isEqualTo(TaskState.SCHEDULED);
  }

  @Test
  void aWorkerWhoseLeaseIsOverClaimsNothing() throws Exception {
    submit();
    UUID worker = fleet.join(host("a"));
    fleet.letLeaseRunOut(worker, "1 second");

    assertThat(claim(worker)).isEmpty();
  }

  @Test
  void aWorkerThatWasEndedClaimsNothingAndCannotRenew() throws Exception {
    submit();
    UUID worker = fleet.join(host("a"));
    fleet.update("UPDATE workers SET ended_at = clock_timestamp() WHERE id = ?", worker);

    assertThat(claim(worker)).isEmpty();
    assertThat(new Lease(fleet.database, worker, Fleet.SETTINGS, () -> 0, 0).renew()).isFalse();
  }

  @Test
  void aDeadWorkersTasksAreLostAndItsTokenWritesNothing() throws Exception {
    TaskId task = submit();
    UUID worker = fleet.join(host("a"));
    Claim claim = claimOne(worker);
    TaskLog stale = fleet.appender.open(claim.tenant(), task, claim.head());
    stale.append(new EventDraft(1, EventKind.STARTED, EMPTY, null));
    stale.flush();
    fleet.letLeaseRunOut(worker, "1 second");

    assertThat(fleet.reaper().runOnce().count()).isEqualTo(1);

    Task lost = fleet.frontend.task(task);
    assertThat(lost.state()).isEqualTo(TaskState.LOST);
    assertThat(lost.errorJson()).contains("worker_lost");
    assertThat(lost.lastSeq()).isEqualTo(2);
    assertThatThrownBy(() ->
            stale.finish(
                new EventDraft(1, EventKind.SUCCEEDED, EMPTY, null),
                new Ending(0, null, null, "succeeded")))
        .isInstanceOf(SinkClosedException.class);
    assertThat(fleet.frontend.task(task).lastSeq()).isEqualTo(2);
    assertThat(state(task)).isEqualTo(TaskState.LOST);
  }

  @Test
  @Timeout(60)
  void anAppenderThatCannotWriteOneTasksEventsWritesTheOthers() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    SecureRandom random =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            if (broken.getAndSet(false)) {
              throw new IllegalStateException("no chance is left");
            }
            super.nextBytes(bytes);
          }
        };
    UUID worker = fleet.join(host("a"));
    for (int i = 0; i < 9; i++) {
      submit();
    }
    List<Claim> claims = fleet.claims(worker).claim(Map.of("mock", 9));
    try (Appender appender =
        Appender.start(
            fleet.database,
            fleet.parts(fleet.database, fleet.frontend.adapters(), () -> 0).publisher(),
            Clock.systemUTC(),
            random,
            new SimpleMeterRegistry())) {
      assertThatThrownBy(() -> started(appender, claims.getFirst()))
          .isInstanceOf(SinkClosedException.class);
      for (Claim claim : claims.subList(1, 9)) {
        started(appender, claim);
        assertThat(fleet.frontend.task(claim.task()).lastSeq()).isEqualTo(1);
      }
    }
  }

  private static void started(Appender appender, Claim claim) throws Exception {
    try (TaskLog log = appender.open(claim.tenant(), claim.task(), claim.head())) {
      log.append(new EventDraft(1, EventKind.STARTED, EMPTY, null));
      log.flush();
    }
  }

  @Test
  void aLostTaskCountsTheBytesOfItsLog() throws Exception {
    TaskId task = submit();
    UUID worker = fleet.join(host("a"));
    Claim claim = claimOne(worker);
    TaskLog dead = fleet.appender.open(claim.tenant(), task, claim.head());
    dead.append(new EventDraft(1, EventKind.STDOUT, "12345".getBytes(UTF_8), null));
    dead.flush();
    fleet.update("UPDATE tasks SET bytes_streamed = 1 WHERE id = ?", task.value());
    fleet.letLeaseRunOut(worker, "1 second");

    fleet.reaper().runOnce();

    assertThat(fleet.frontend.task(task).bytesStreamed()).isEqualTo(5);
    assertThat(fleet.value("SELECT bytes FROM attempts WHERE task_id = ?", task.value()))
        .isEqualTo("5");
    assertThat(payload(task, "lost")).contains("\"bytes\":5");
  }

  @Test
  void aDetachedAttemptWaitsForItsHostButItsOldOwnerWritesNothing() throws Exception {
    TaskId task = submit();
    UUID worker = fleet.join(host("a"));
    Claim claim = claimOne(worker, "mock");
    fleet.letLeaseRunOut(worker, "1 second");

    fleet.reaper().runOnce();

    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
    try (TaskLog stale = fleet.appender.open(claim.tenant(), task, claim.head())) {
      assertThatThrownBy(
              () -> {
                stale.append(new EventDraft(1, EventKind.STARTED, EMPTY, null));
                stale.flush();
              })
          .isInstanceOf(SinkClosedException.class);
    }
    assertThat(fleet.frontend.task(task).lastSeq()).isZero();
  }

  @Test
  void oneOfManyReapersEndsADeadWorker() throws Exception {
    for (int i = 0; i < 20; i++) {
      submit();
    }
    UUID worker = fleet.join(host("a"));
    fleet.claims(worker).claim(Map.of("mock", 20));
    fleet.letLeaseRunOut(worker, "1 second");

    List<Integer> ended = atOnce(8, () -> fleet.reaper().runOnce().count());

    assertThat(ended.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    assertThat(fleet.value("SELECT count(*) FROM task_events WHERE kind = 'lost'")).isEqualTo("20");
  }

  @Test
  void aWorkerWithALeaseIsLeftAlone() throws Exception {
    submit();
    UUID worker = fleet.join(host("a"));
    Claim claim = claimOne(worker);

    assertThat(fleet.reaper().runOnce().count()).isZero();
    assertThat(state(claim.task())).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void whoeverHoldsTheHostsLockTakesOverAtOnce() throws Exception {
    TaskId detached = submit();
    HostIdentity host = host("a");
    UUID dead = fleet.join(host);
    Claim before = claimOne(dead, "mock");
    TaskId inProcess = submit();
    claimOne(dead);

    UUID successor = UUID.randomUUID();
    List<Claim> adopted = fleet.joining(host).join(successor);

    assertThat(adopted).extracting(Claim::task).containsExactly(detached);
    Claim claim = adopted.getFirst();
    assertThat(claim.adopted()).isTrue();
    assertThat(claim.recorded()).isFalse();
    assertThat(claim.number()).isEqualTo(1);
    assertThat(claim.head().token().value()).isEqualTo(before.head().token().value() + 1);
    assertThat(state(inProcess)).isEqualTo(TaskState.LOST);
    assertThat(fleet.value("SELECT ended_at IS NOT NULL FROM workers WHERE id = ?", dead))
        .isEqualTo("true");
    assertThat(fleet.value("SELECT worker_id FROM attempts WHERE task_id = ?", detached.value()))
        .isEqualTo(successor.toString());
  }

  @Test
  void aDeadProcesssJoinThatArrivesLateChangesNothing() throws Exception {
    HostIdentity host = host("a");
    Joining late = fleet.joining(host);
    Optional<UUID> nobody = late.living();
    fleet.join(host);
    Optional<UUID> predecessor = late.living();
    UUID successor = fleet.join(host);
    TaskId task = submit();
    claimOne(successor);

    assertThat(late.join(UUID.randomUUID(), nobody)).isEmpty();
    assertThat(late.join(UUID.randomUUID(), predecessor)).isEmpty();

    assertThat(late.living()).contains(successor);
    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void joinsAtOnceLeaveTheHostOneWorker() throws Exception {
    HostIdentity host = host("a");
    fleet.join(host);

    List<UUID> joined = atOnce(8, () -> fleet.join(host));

    assertThat(fleet.joining(host).living()).get().isIn(joined);
    assertThat(fleet.value("SELECT count(*) FROM workers WHERE ended_at IS NOT NULL"))
        .isEqualTo("8");
  }

  @Test
  void anotherHostDoesNotTakeOver() throws Exception {
    submit();
    claimOne(fleet.join(host("a")), "mock");

    assertThat(fleet.joining(host("b")).join(UUID.randomUUID())).isEmpty();
  }

  @Test
  void aDataFolderServesOneProcess() {
    HostIdentity first = host("a");

    assertThatThrownBy(() -> HostIdentity.claim(folder.resolve("a"), UUID::randomUUID))
        .isInstanceOf(HostBusyException.class)
        .hasMessageContaining("--data-dir");
    first.close();
    HostIdentity second = host("a");
    assertThat(second.hostId()).isEqualTo(first.hostId());
  }

  @Test
  void aHostThatIsSilentTooLongLosesItsDetachedAttempts() throws Exception {
    TaskId task = submit();
    UUID worker = fleet.join(host("a"));
    Claim claim = claimOne(worker, "mock");
    fleet.letLeaseRunOut(worker, "1 second");
    fleet.reaper().runOnce();

    fleet.letLeaseRunOut(worker, "139 seconds");
    assertThat(fleet.silentHosts().runOnce().count()).isZero();
    fleet.letLeaseRunOut(worker, "141 seconds");
    assertThat(fleet.silentHosts().runOnce().count()).isEqualTo(1);

    Task lost = fleet.frontend.task(task);
    assertThat(lost.state()).isEqualTo(TaskState.LOST);
    assertThat(lost.errorJson()).contains("host_lost");
    assertThat(fleet.value("SELECT outcome FROM attempts WHERE task_id = ?", claim.task().value()))
        .isEqualTo("lost");
  }

  @Test
  void aProcessStopsWritingAtTwoThirdsOfItsLeaseByItsOwnClock() throws Exception {
    UUID worker = fleet.join(host("a"));
    long[] now = {0};
    Lease lease = new Lease(fleet.database, worker, Fleet.SETTINGS, () -> now[0], 0);
    long lastWritable = Fleet.SETTINGS.lease().toNanos() * 2 / 3 - 1;

    now[0] = lastWritable;
    assertThat(lease.writable()).isTrue();
    now[0] = lastWritable + 1;
    assertThat(lease.writable()).isFalse();
    assertThat(lease.renew()).isTrue();
    assertThat(lease.writable()).isTrue();
  }
}
