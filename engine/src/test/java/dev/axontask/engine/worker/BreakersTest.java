package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.breaker.Breaker;
import dev.axontask.engine.breaker.BreakerDuty;
import dev.axontask.engine.breaker.BreakerStatus;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.queue.QueueState;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.Task;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Circuit breakers, from the failures that open them to the probe that closes them. */
@Timeout(120)
class BreakersTest {
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final int FAILURES = 5;

  @TempDir static Path folder;
  private static TestDatabase test;
  private static Fleet fleet;

  @TempDir Path own;
  HeldTasks keys;
  BreakerDuty duty;
  List<HostIdentity> hosts = new ArrayList<>();

  @BeforeAll
  static void start() {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
  }

  @AfterAll
  static void stop() {
    fleet.close();
    test.close();
  }

  @BeforeEach
  void begin() {
    keys = new HeldTasks(fleet.database);
    duty = new BreakerDuty(fleet.database, keys);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    hosts.forEach(HostIdentity::close);
    fleet.update("TRUNCATE circuit_breakers, concurrency_keys, task_queue");
  }

  /** Nobody renews its lease, which a test lets run out where it is about that. */
  private UUID join(String name) throws Exception {
    HostIdentity host = HostIdentity.claim(own.resolve(name), UUID::randomUUID);
    hosts.add(host);
    UUID worker = fleet.join(host);
    fleet.update(
        "UPDATE workers SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = ?",
        worker);
    return worker;
  }

  private TaskId submit(String target) {
    return submit(target, QueuePolicy.NONE);
  }

  private TaskId submit(String target, QueuePolicy policy) {
    return fleet.frontend.submit(request(Map.of("target", target)).with(policy));
  }

  private static List<TaskId> tasks(List<Claim> claims) {
    return claims.stream().map(Claim::task).toList();
  }

  private static List<Claim> claim(Claims claims) {
    claims.lookFromTheBeginning();
    return claims.claim(Map.of("mock", 20));
  }

  private void end(Claim claim, TargetWord word) throws Exception {
    boolean failed = word == TargetWord.FAILED;
    String error =
        failed ? "{\"code\":\"busy\",\"message\":\"No room.\",\"transient\":true}" : null;
    EventKind kind = failed ? EventKind.FAILED : EventKind.SUCCEEDED;
    try (TaskLog log = fleet.appender.open(claim.tenant(), claim.task(), claim.head())) {
      log.finish(
          new EventDraft(claim.number(), kind, EMPTY, null),
          new Ending(failed ? null : 0, null, error, kind.word(), word));
    }
  }

  /** So many attempts at a target, one after the other. */
  private void ended(Claims claims, String target, TargetWord word, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      TaskId task = submit(target);
      List<Claim> claimed = claim(claims);
      assertThat(tasks(claimed)).containsExactly(task);
      end(claimed.getFirst(), word);
    }
  }

  private void opened(Claims claims, String target) throws Exception {
    ended(claims, target, TargetWord.FAILED, FAILURES);
    assertThat(status(target)).isEqualTo(BreakerStatus.OPEN);
  }

  private BreakerStatus status(String target) {
    return fleet.frontend.engine().breakers().open(CALLER).stream()
        .filter(breaker -> breaker.target().equals(target))
        .map(Breaker::status)
        .findAny()
        .orElse(BreakerStatus.CLOSED);
  }

  private void letItsTimeCome() throws Exception {
    fleet.update(
        "UPDATE circuit_breakers SET open_until = clock_timestamp() WHERE open_until IS NOT NULL");
  }

  private String openFor() throws Exception {
    return String.valueOf(
        fleet.value(
            """
            SELECT round(extract(epoch FROM open_until - changed_at)) FROM circuit_breakers
             WHERE open_until > clock_timestamp()
            """));
  }

  @Test
  void tasksOfATargetThatFailsInARowWaitWithoutAnAttemptAndOthersGoOn() throws Exception {
    Claims claims = fleet.claims(join("a"));
    ended(claims, "down", TargetWord.FAILED, FAILURES - 1);
    assertThat(status("down")).isEqualTo(BreakerStatus.CLOSED);
    ended(claims, "down", TargetWord.FAILED, 1);

    TaskId waits = submit("down");
    List<TaskId> others = List.of(submit("up"), submit(""));
    assertThat(tasks(claim(claims))).containsExactlyInAnyOrderElementsOf(others);
    assertThat(duty.runOnce().moved()).isEqualTo(1);
    assertThat(claim(claims)).isEmpty();

    assertThat(openFor()).isEqualTo("30");
    Task task = fleet.frontend.task(waits);
    assertThat(task.attempt()).isZero();
    Breaker breaker = ((Hold.CircuitBreaker) Objects.requireNonNull(task.heldBy())).breaker();
    assertThat(breaker.target()).isEqualTo("down");
    assertThat(breaker.status()).isEqualTo(BreakerStatus.OPEN);
    assertThat(breaker.errorJson()).contains("No room.");
    assertThat(breaker.failures()).isEqualTo(FAILURES);
    assertThat(fleet.frontend.task(others.getFirst()).heldBy()).isNull();
    QueueState queue =
        fleet.frontend.engine().queueStates().list(CALLER, List.of("mock")).getFirst();
    assertThat(queue.held()).isEqualTo(1);
  }

  @Test
  void aSuccessBetweenFailuresBeginsTheCountAgain() throws Exception {
    Claims claims = fleet.claims(join("a"));
    ended(claims, "t", TargetWord.FAILED, FAILURES - 1);
    ended(claims, "t", TargetWord.WORKED, 1);
    ended(claims, "t", TargetWord.FAILED, FAILURES - 1);
    ended(claims, "t", TargetWord.NOTHING, 3);

    assertThat(status("t")).isEqualTo(BreakerStatus.CLOSED);
    assertThat(fleet.value("SELECT failures FROM circuit_breakers")).isEqualTo("4");
  }

  @Test
  void ofATargetThatWorksNothingIsWritten() throws Exception {
    Claims claims = fleet.claims(join("a"));
    ended(claims, "fine", TargetWord.WORKED, 2);
    assertThat(fleet.value("SELECT count(*) FROM circuit_breakers")).isEqualTo("0");

    ended(claims, "again", TargetWord.FAILED, 1);
    ended(claims, "again", TargetWord.WORKED, 1);
    Object row = fleet.value("SELECT concat(xmin, ' ', xmax, ' ', failures) FROM circuit_breakers");
    assertThat(row.toString()).endsWith(" 0");
    ended(claims, "again", TargetWord.WORKED, 3);
    assertThat(fleet.value("SELECT concat(xmin, ' ', xmax, ' ', failures) FROM circuit_breakers"))
        .isEqualTo(row);
  }

  @Test
  void anotherTenantsTasksOfTheSameTargetGoOn() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "t");
    UUID other = new UUID(0x1_0000_7000L, Long.MIN_VALUE);
    fleet.update("INSERT INTO tenants (id, name) VALUES (?, 'other')", other);
    TaskId theirs = submit("t");
    for (String table : List.of("task_queue", "task_heads")) {
      fleet.update(
          "UPDATE " + table + " SET tenant_id = ? WHERE task_id = ?", other, theirs.value());
    }
    fleet.update("UPDATE tasks SET tenant_id = ? WHERE id = ?", other, theirs.value());

    assertThat(tasks(fleet.claims(join("b")).claim(Map.of("mock", 20)))).containsExactly(theirs);
  }

  @Test
  void ofEightWorkersOneGetsOneTaskOnceTheTimeIsOver() throws Exception {
    opened(fleet.claims(join("a")), "t");
    for (int i = 0; i < 20; i++) {
      submit("t");
    }
    letItsTimeCome();
    List<Claim> claimed = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Claim>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        UUID worker = join("host-" + i);
        all.add(pool.submit(() -> lookedAndClaimed(worker)));
      }
      for (Future<List<Claim>> one : all) {
        claimed.addAll(one.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(claimed).hasSize(1);
    assertThat(status("t")).isEqualTo(BreakerStatus.HALF_OPEN);
    assertThat(fleet.value("SELECT count(*) FROM task_queue WHERE hold = 'circuit_breaker'"))
        .isEqualTo("19");
  }

  private List<Claim> lookedAndClaimed(UUID worker) {
    BreakerDuty own = new BreakerDuty(fleet.database, new HeldTasks(fleet.database));
    Claims claims = fleet.claims(worker);
    List<Claim> claimed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      own.runOnce();
      claimed.addAll(claim(claims));
    }
    return claimed;
  }

  /** Opens, lets the time come, and gives the probe. */
  private Claim probe(Claims claims, String target, int waiting) throws Exception {
    opened(claims, target);
    for (int i = 0; i < waiting; i++) {
      submit(target);
    }
    letItsTimeCome();
    duty.runOnce();
    List<Claim> claimed = claim(claims);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  @Test
  void whatArrivesBeforeTheProbeOrWhileItRunsWaitsThoughNobodyTookItOutOfTheWay() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "t");
    submit("t");
    letItsTimeCome();
    assertThat(claim(claims)).isEmpty();
    duty.runOnce();
    assertThat(claim(claims)).hasSize(1);

    submit("t");

    assertThat(claim(claims)).isEmpty();
  }

  @Test
  void aProbeThatSucceedsClosesTheBreaker() throws Exception {
    Claims claims = fleet.claims(join("a"));
    end(probe(claims, "t", 4), TargetWord.WORKED);

    assertThat(status("t")).isEqualTo(BreakerStatus.CLOSED);
    assertThat(duty.runOnce().moved()).isEqualTo(3);
    assertThat(claim(claims)).hasSize(3);
  }

  @Test
  void aProbeThatFailsOpensItAgainForTwiceAsLong() throws Exception {
    Claims claims = fleet.claims(join("a"));
    end(probe(claims, "t", 4), TargetWord.FAILED);

    assertThat(status("t")).isEqualTo(BreakerStatus.OPEN);
    assertThat(openFor()).isEqualTo("60");
    duty.runOnce();
    assertThat(claim(claims)).isEmpty();

    letItsTimeCome();
    duty.runOnce();
    end(claim(claims).getFirst(), TargetWord.FAILED);
    assertThat(openFor()).isEqualTo("120");
  }

  @Test
  void whatBeganBeforeABreakerOpenedDoesNotCloseIt() throws Exception {
    Claims claims = fleet.claims(join("a"));
    submit("t");
    Claim early = claim(claims).getFirst();
    Claim probe = probe(claims, "t", 2);

    end(early, TargetWord.WORKED);

    assertThat(status("t")).isEqualTo(BreakerStatus.HALF_OPEN);
    duty.runOnce();
    assertThat(claim(claims)).isEmpty();
    end(probe, TargetWord.WORKED);
    assertThat(status("t")).isEqualTo(BreakerStatus.CLOSED);
  }

  @Test
  void aProbeWhoseWorkerDiedGivesWayToAnother() throws Exception {
    UUID dies = join("a");
    Claim lost = probe(fleet.claims(dies), "t", 3);
    UUID other = join("b");
    duty.runOnce();
    assertThat(claim(fleet.claims(other))).isEmpty();

    fleet.letLeaseRunOut(dies, "1 second");
    duty.runOnce();

    List<Claim> next = claim(fleet.claims(other));
    assertThat(next).hasSize(1).noneMatch(claim -> claim.task().equals(lost.task()));
    end(next.getFirst(), TargetWord.WORKED);
    assertThat(status("t")).isEqualTo(BreakerStatus.CLOSED);
  }

  @Test
  void aProbeThatIsCanceledOrThatNobodyClaimsGivesWayToAnother() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "t");
    TaskId first = submit("t");
    TaskId second = submit("t");
    TaskId third = submit("t");
    letItsTimeCome();
    duty.runOnce();
    var _ = fleet.frontend.engine().cancellations().cancel(CALLER, first, null, null);
    duty.runOnce();
    assertThat(fleet.value("SELECT probe_task FROM circuit_breakers")).isEqualTo(second.toString());

    fleet.update("UPDATE circuit_breakers SET probe_since = probe_since - interval '11 seconds'");
    duty.runOnce();

    assertThat(tasks(claim(claims))).containsExactly(third);
  }

  @Test
  void aProbeThatRunsForLongShowsThatItsTargetWorks() throws Exception {
    Claims claims = fleet.claims(join("a"));
    Claim probe = probe(claims, "t", 2);
    fleet.update(
        "UPDATE attempts SET started_at = started_at - interval '3 minutes' WHERE task_id = ?",
        probe.task().value());

    duty.runOnce();

    assertThat(status("t")).isEqualTo(BreakerStatus.CLOSED);
    assertThat(claim(claims)).hasSize(1);
  }

  @Test
  void aBreakerThatIsClosedByHandLetsEverythingThrough() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "t");
    submit("t");
    submit("t");
    duty.runOnce();
    fleet.frontend.engine().breakers().close(CALLER, "mock", "t");

    duty.runOnce();

    assertThat(claim(claims)).hasSize(2);
    assertThat(fleet.value("SELECT failures FROM circuit_breakers")).isEqualTo("0");
  }

  @Test
  void aProbeOfAConcurrencyKeyWaitsForItsPlaceThere() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "t");
    QueuePolicy one = QueuePolicy.concurrency("k", null);
    submit("t", one);
    submit("t", one);
    duty.runOnce();
    TaskId elsewhere = submit("up", one);
    keys.runOnce();
    duty.runOnce();
    keys.runOnce();
    duty.runOnce();
    keys.runOnce();
    List<Claim> running = claim(claims);
    assertThat(tasks(running)).containsExactly(elsewhere);

    letItsTimeCome();
    duty.runOnce();
    keys.runOnce();
    assertThat(claim(claims)).isEmpty();
    end(running.getFirst(), TargetWord.WORKED);
    keys.runOnce();

    List<Claim> probe = claim(claims);
    assertThat(probe).hasSize(1);
    end(probe.getFirst(), TargetWord.WORKED);
    duty.runOnce();
    keys.runOnce();
    assertThat(claim(claims)).hasSize(1);
  }

  @Test
  void theMetricShowsTheWorstBreakerOfTheAdapter() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    duty.measure(List.of("mock", "other"), meters);
    Claims claims = fleet.claims(join("a"));
    ended(claims, "counted", TargetWord.FAILED, 1);
    opened(claims, "t");
    duty.runOnce();
    assertThat(shown(meters, "mock")).isEqualTo(2);
    assertThat(shown(meters, "other")).isZero();

    letItsTimeCome();
    duty.runOnce();
    assertThat(shown(meters, "mock")).isEqualTo(1);

    fleet.frontend.engine().breakers().close(CALLER, "mock", "t");
    duty.runOnce();
    assertThat(shown(meters, "mock")).isZero();
  }

  private static double shown(SimpleMeterRegistry meters, String adapter) {
    return meters.get("axontask.circuit.breaker.state").tag("adapter", adapter).gauge().value();
  }

  @Test
  void whatNobodyNeedsIsForgottenAndWhatHoldsTasksIsNot() throws Exception {
    Claims claims = fleet.claims(join("a"));
    opened(claims, "held");
    submit("held");
    duty.runOnce();
    ended(claims, "counted", TargetWord.FAILED, 1);
    ended(claims, "recent", TargetWord.FAILED, 1);
    assertThat(duty.forgetOnce()).isZero();

    fleet.update(
        """
        UPDATE circuit_breakers
           SET changed_at = changed_at - interval '2 hours', open_until = open_until - interval '2 hours'
         WHERE target <> 'recent'
        """);

    assertThat(duty.forgetOnce()).isEqualTo(1);
    assertThat(fleet.value("SELECT string_agg(target, ' ' ORDER BY target) FROM circuit_breakers"))
        .isEqualTo("held recent");
  }
}
