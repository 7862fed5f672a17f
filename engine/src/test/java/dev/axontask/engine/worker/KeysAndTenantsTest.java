package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.KeyRef;
import dev.axontask.engine.queue.PausedKey;
import dev.axontask.engine.queue.PausedKeys;
import dev.axontask.engine.queue.QueueControls;
import dev.axontask.engine.queue.QueueState;
import dev.axontask.engine.queue.QueueStates;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.QueuePolicy.Unique;
import dev.axontask.engine.task.TaskKeys;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.UniquePolicy;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is claimed next, and who is not: tenants, caps, pauses. */
@Timeout(120)
class KeysAndTenantsTest {
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final UUID OTHER = UUID.fromString("00000000-0000-7000-8000-00000000000b");

  @TempDir Path folder;
  TestDatabase test;
  Fleet fleet;
  HeldTasks held;
  List<HostIdentity> hosts = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
    held = new HeldTasks(fleet.database);
    fleet.update("INSERT INTO tenants (id, name) VALUES (?, 'other')", OTHER);
  }

  @AfterEach
  void stop() {
    hosts.forEach(HostIdentity::close);
    fleet.close();
    test.close();
  }

  /** Nobody renews its lease, and nothing here is about leases. */
  private UUID join(String name) throws Exception {
    HostIdentity host = HostIdentity.claim(folder.resolve(name), UUID::randomUUID);
    hosts.add(host);
    UUID worker = fleet.join(host);
    fleet.update(
        "UPDATE workers SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = ?",
        worker);
    return worker;
  }

  private TaskId submit(QueuePolicy policy) {
    return fleet.frontend.submit(request(Map.of()).with(policy));
  }

  private static List<TaskId> tasks(List<Claim> claims) {
    return claims.stream().map(Claim::task).toList();
  }

  private void end(Claim claim) throws Exception {
    try (TaskLog log = fleet.appender.open(claim.tenant(), claim.task(), claim.head())) {
      log.finish(
          new EventDraft(claim.number(), EventKind.SUCCEEDED, EMPTY, null),
          new Ending(0, null, null, "succeeded"));
    }
  }

  /** So many waiting tasks, as a submit stores them; without keys. */
  private void waiting(UUID tenant, int tasks) throws Exception {
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
  void eightClaimersNeverOverrunACap() throws Exception {
    int each = 40;
    for (int i = 0; i < each; i++) {
      submit(QueuePolicy.concurrency("three", 3));
      submit(QueuePolicy.concurrency("one", null));
    }
    List<UUID> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      workers.add(join("host-" + i));
    }
    AtomicInteger ended = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> running = new ArrayList<>();
      workers.forEach(worker -> running.add(pool.submit(() -> work(worker, ended, 2 * each))));
      for (Future<Void> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(mostAtOnce("three")).isBetween(2, 3);
    assertThat(mostAtOnce("one")).isEqualTo(1);
  }

  private Void work(UUID worker, AtomicInteger ended, int all) throws Exception {
    Claims claims = fleet.claims(worker);
    HeldTasks own = new HeldTasks(fleet.database);
    while (ended.get() < all && !Thread.currentThread().isInterrupted()) {
      claims.lookFromTheBeginning();
      for (Claim claim : claims.claim(Map.of("mock", 2))) {
        end(claim);
        ended.incrementAndGet();
        own.letThrough(Set.of(new KeyRef(claim.tenant(), String.valueOf(claim.concurrencyKey()))));
      }
      own.runOnce();
    }
    return null;
  }

  /** How many attempts of a key there were at the same instant, by the database's own record. */
  private int mostAtOnce(String key) throws Exception {
    return Integer.parseInt(
        String.valueOf(
            fleet.value(
                """
                SELECT max((SELECT count(*) FROM attempts b JOIN tasks u ON u.id = b.task_id
                             WHERE u.concurrency_key = t.concurrency_key
                               AND b.started_at <= a.started_at AND b.ended_at > a.started_at))
                  FROM attempts a JOIN tasks t ON t.id = a.task_id
                 WHERE t.concurrency_key = ?
                """,
                key)));
  }

  @Test
  void whatAKeyHoldsBackKeepsNobodyElseWaiting() throws Exception {
    for (int i = 0; i < 20; i++) {
      submit(QueuePolicy.concurrency("k", 1));
    }
    TaskId free = fleet.frontend.submit(request(Map.of()));
    UUID worker = join("a");

    assertThat(tasks(fleet.claims(worker).claim(Map.of("mock", 10)))).hasSize(2).contains(free);
    assertThat(fleet.value("SELECT count(*) FROM task_queue WHERE hold = 'concurrency_key'"))
        .isEqualTo("19");
  }

  @Test
  void theNextOfAKeyFollowsWhenOneEndsAndAlsoWhenItsWorkerDied() throws Exception {
    for (int i = 0; i < 3; i++) {
      submit(QueuePolicy.concurrency("k", null));
    }
    UUID worker = join("a");
    Claim first = fleet.claims(worker).claim(Map.of("mock", 9)).getFirst();
    assertThat(held.runOnce()).isZero();
    end(first);
    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(fleet.claims(worker).claim(Map.of("mock", 9))).hasSize(1);
    assertThat(held.runOnce()).isZero();

    fleet.letLeaseRunOut(worker, "1 second");
    assertThat(fleet.reaper().runOnce().count()).isEqualTo(1);

    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(fleet.claims(join("b")).claim(Map.of("mock", 9))).hasSize(1);
  }

  @Test
  void aPlaceIsFreeAgainWhenTheTaskThatHadItIsCanceledBeforeItsClaim() throws Exception {
    TaskId first = submit(QueuePolicy.concurrency("k", null));
    TaskId second = submit(QueuePolicy.concurrency("k", null));

    var _ = fleet.frontend.engine().cancellations().cancel(CALLER, first, null, null);

    assertThat(held.runOnce()).isEqualTo(1);
    assertThat(tasks(fleet.claims(join("a")).claim(Map.of("mock", 9)))).containsExactly(second);
  }

  @Test
  void aTaskOfLaterTakesNoPlaceBeforeItsTime() throws Exception {
    TaskId later =
        fleet.frontend.submit(
            new TaskRequest(
                    "mock",
                    Map.of(),
                    null,
                    null,
                    null,
                    null,
                    9,
                    Duration.ofHours(1),
                    null,
                    List.of(),
                    Map.of())
                .with(QueuePolicy.concurrency("k", null)));
    TaskId now = submit(QueuePolicy.concurrency("k", null));
    Claims claims = fleet.claims(join("a"));
    Claim claim = claims.claim(Map.of("mock", 9)).getFirst();
    assertThat(claim.task()).isEqualTo(now);
    end(claim);
    assertThat(held.runOnce()).isZero();

    fleet.update("UPDATE task_queue SET run_at = now() WHERE task_id = ?", later.value());

    assertThat(held.runOnce()).isEqualTo(1);
    claims.lookFromTheBeginning();
    assertThat(tasks(claims.claim(Map.of("mock", 9)))).containsExactly(later);
  }

  @Test
  void theLatestStartsLimitCounts() throws Exception {
    submit(QueuePolicy.concurrency("k", 2));
    submit(QueuePolicy.concurrency("k", null));
    submit(QueuePolicy.concurrency("k", null));
    submit(QueuePolicy.concurrency("k", 3));

    assertThat(fleet.claims(join("a")).claim(Map.of("mock", 9))).hasSize(3);
  }

  @Test
  void aKeyWithoutTasksIsForgottenAndOneWithTasksIsNot() throws Exception {
    submit(QueuePolicy.concurrency("used", null));
    submit(QueuePolicy.concurrency("done", null));
    Claims claims = fleet.claims(join("a"));
    for (Claim claim : claims.claim(Map.of("mock", 9))) {
      if ("done".equals(claim.concurrencyKey())) {
        end(claim);
      }
    }

    assertThat(held.forgetOnce()).isEqualTo(1);
    assertThat(fleet.value("SELECT string_agg(key, ',') FROM concurrency_keys")).isEqualTo("used");
  }

  @Test
  void unusedKeysAreFoundBehindAnyNumberOfUsedOnes() throws Exception {
    waiting(OTHER, 1_000);
    fleet.update(
        """
        WITH keyed AS (
          UPDATE task_queue SET concurrency_key = task_id::text RETURNING tenant_id, concurrency_key)
        INSERT INTO concurrency_keys SELECT tenant_id, concurrency_key, 1 FROM keyed
        """);
    fleet.update("INSERT INTO concurrency_keys VALUES (?, 'zzz', 1)", OTHER);

    assertThat(held.forgetOnce()).isZero();
    assertThat(held.more()).isTrue();
    assertThat(held.forgetOnce()).isEqualTo(1);
    assertThat(held.more()).isFalse();
  }

  @Test
  void tasksOfAPausedKeyWaitUntilItsTimeAndAreOutOfTheWay() throws Exception {
    TaskId before = submit(QueuePolicy.rateLimit("api"));
    pauseKey("api", Instant.now().plusSeconds(3600));
    TaskId during = submit(new QueuePolicy("k", null, "api", null));
    TaskId free = submit(QueuePolicy.NONE);
    Claims claims = fleet.claims(join("a"));

    assertThat(tasks(claims.claim(Map.of("mock", 9)))).containsExactly(free);
    PausedKeys keys = new PausedKeys(fleet.database, held);
    assertThat(keys.runOnce().moved()).isEqualTo(1);
    assertThat(fleet.value("SELECT count(*) FROM task_queue WHERE hold = 'rate_limit_key'"))
        .isEqualTo("2");
    claims.lookFromTheBeginning();
    assertThat(claims.claim(Map.of("mock", 9))).isEmpty();

    fleet.update("UPDATE paused_keys SET until = now() - interval '1 second'");
    assertThat(keys.runOnce().moved()).isEqualTo(2);

    claims.lookFromTheBeginning();
    assertThat(tasks(claims.claim(Map.of("mock", 9)))).containsExactlyInAnyOrder(before, during);
  }

  @Test
  void manyPausedKeysWithoutTasksKeepNoOtherKeysTasksWaiting() throws Exception {
    fleet.update(
        """
        INSERT INTO paused_keys
        SELECT ?, 'a' || i, now() + (i % 2) * interval '1 hour' - interval '6 minutes'
          FROM generate_series(1, 900) AS i
        """,
        CALLER.tenant().value());
    TaskId waits = submit(QueuePolicy.rateLimit("z"));
    pauseKey("z", Instant.now().plusSeconds(3600));
    PausedKeys keys = new PausedKeys(fleet.database, held);

    assertThat(keys.runOnce().moved()).isEqualTo(1);

    assertThat(fleet.value("SELECT hold FROM task_queue WHERE task_id = ?", waits.value()))
        .isEqualTo("rate_limit_key");
    assertThat(fleet.value("SELECT count(*) FROM paused_keys")).isEqualTo("451");
  }

  private void pauseKey(String key, Instant until) {
    assertThat(fleet.frontend.engine().queueControls().pauseKey(CALLER, key, until)).isTrue();
  }

  @Test
  void aKeyIsNotPausedUntilATimeThatIsOverOrTooFarAway() {
    QueueControls controls = fleet.frontend.engine().queueControls();
    Instant now = Instant.now();

    assertThat(controls.pauseKey(CALLER, "past", now.minusSeconds(60))).isFalse();
    assertThat(controls.pauseKey(CALLER, "far", now.plus(Duration.ofDays(366)))).isFalse();
    pauseKey("near", now.plus(Duration.ofDays(364)));
    assertThat(controls.pauseKey(CALLER, "near", now.minusSeconds(60))).isFalse();

    assertThat(fleet.frontend.engine().queueStates().pausedKeys(CALLER).keys())
        .extracting(PausedKey::key)
        .containsExactly("near");
  }

  @Test
  void moreKeysThanAreShownAreNotKeptQuiet() throws Exception {
    QueueStates states = fleet.frontend.engine().queueStates();
    fleet.update(
        """
        INSERT INTO paused_keys (tenant_id, key, until)
        SELECT ?, 'k' || n, now() + interval '1 hour' FROM generate_series(1, ?) AS n
        """,
        CALLER.tenant().value(),
        QueueStates.PAUSED_KEYS);
    assertThat(states.pausedKeys(CALLER).more()).isFalse();

    pauseKey("one more", Instant.now().plusSeconds(3600));

    assertThat(states.pausedKeys(CALLER).more()).isTrue();
    assertThat(states.pausedKeys(CALLER).keys()).hasSize(QueueStates.PAUSED_KEYS);
  }

  @Test
  void aPausedQueueGivesNothingUntilItIsResumedAndOthersGoOn() throws Exception {
    TaskId mine = submit(QueuePolicy.NONE);
    waiting(OTHER, 1);
    fleet.frontend.engine().queueControls().pauseQueue(CALLER, "mock");
    Claims claims = fleet.claims(join("a"));

    assertThat(claims.claim(Map.of("mock", 9)))
        .hasSize(1)
        .allMatch(claim -> claim.tenant().value().equals(OTHER));
    QueueState state =
        fleet.frontend.engine().queueStates().list(CALLER, List.of("mock")).getFirst();
    assertThat(state.depth()).isEqualTo(1);
    assertThat(state.pausedAt()).isNotNull();
    assertThat(state.oldest()).isNotNull();

    fleet.frontend.engine().queueControls().resumeQueue(CALLER, "mock");
    claims.lookFromTheBeginning();
    assertThat(tasks(claims.claim(Map.of("mock", 9)))).containsExactly(mine);
  }

  @Test
  void aTaskSaysWhatHoldsItAndWithWhichKeysItWasStarted() throws Exception {
    TaskId first = submit(new QueuePolicy("k", 2, "api", new Unique("u", UniquePolicy.REJECT)));
    submit(QueuePolicy.concurrency("k", null));
    TaskId third = submit(QueuePolicy.concurrency("k", null));
    assertThat(hold(first)).isNull();
    assertThat(hold(third)).isEqualTo(new Hold.ConcurrencyKey("k"));
    assertThat(fleet.frontend.task(first).keys()).isEqualTo(new TaskKeys("k", 2, "api", "u"));
    assertThat(fleet.frontend.task(third).keys()).isEqualTo(new TaskKeys("k", 2, null, null));

    Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);
    pauseKey("api", until);
    assertThat(hold(first)).isEqualTo(new Hold.RateLimitKey("api", until));
    fleet.frontend.engine().queueControls().pauseQueue(CALLER, "mock");
    assertThat(hold(first)).isEqualTo(new Hold.PausedQueue());
    assertThat(hold(third)).isEqualTo(new Hold.PausedQueue());

    fleet.frontend.engine().queueControls().resumeQueue(CALLER, "mock");
    fleet.frontend.engine().queueControls().resumeKey(CALLER, "api");
    var _ = new PausedKeys(fleet.database, held).runOnce();
    assertThat(fleet.claims(join("a")).claim(Map.of("mock", 9))).hasSize(2);
    assertThat(hold(first)).isNull();
    assertThat(hold(third)).isEqualTo(new Hold.ConcurrencyKey("k"));
  }

  @Test
  void aTaskWhoseTimeHasNotComeIsHeldByNothingElse() throws Exception {
    TaskId later = submit(QueuePolicy.concurrency("k", null));
    fleet.update(
        "UPDATE task_queue SET run_at = now() + interval '1 hour', hold = 'concurrency_key'");
    fleet.frontend.engine().queueControls().pauseQueue(CALLER, "mock");

    assertThat(hold(later)).isNull();
  }

  private @Nullable Hold hold(TaskId task) {
    return fleet.frontend.task(task).heldBy();
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
