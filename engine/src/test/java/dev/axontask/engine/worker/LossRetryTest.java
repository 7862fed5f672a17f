package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.engine.task.TaskState;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tasks whose worker or host is gone, or whose clock runs out while they wait. */
@Timeout(120)
class LossRetryTest {
  private static final byte[] EMPTY = "{}".getBytes(UTF_8);

  @TempDir Path folder;
  TestDatabase test;
  Fleet fleet;
  List<HostIdentity> hosts = new ArrayList<>();

  @BeforeEach
  void start() {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
  }

  @AfterEach
  void stop() {
    hosts.forEach(HostIdentity::close);
    fleet.close();
    test.close();
  }

  private HostIdentity host(String name) {
    HostIdentity host = HostIdentity.claim(folder.resolve(name), UUID::randomUUID);
    hosts.add(host);
    return host;
  }

  private TaskId submit(int attempts, TaskClocks clocks) {
    return fleet.frontend.submit(request(Map.of()).with(again(attempts), clocks));
  }

  private static RetryPolicy again(int attempts) {
    return attempts == 1
        ? RetryPolicy.ONCE
        : new RetryPolicy(attempts, RetryOn.TRANSIENT, OnWorkerLoss.RETRY);
  }

  private TaskId submit(int attempts) {
    return submit(attempts, TaskClocks.NONE);
  }

  private Claim claimOne(UUID worker, String... detached) {
    List<Claim> claims = fleet.claims(worker, detached).claim(Map.of("mock", 1));
    assertThat(claims).hasSize(1);
    return claims.getFirst();
  }

  private Task task(TaskId id) {
    return fleet.frontend.task(id);
  }

  private String payload(TaskId task, String kind) throws Exception {
    return (String)
        fleet.value(
            "SELECT convert_from(payload, 'UTF8') FROM task_events WHERE task_id = ? AND kind = ?",
            task.value(),
            kind);
  }

  /** Claims on a host of its own, and lets the lease of that worker run out. */
  private Claim claimedAndLost(String host) throws Exception {
    UUID worker = fleet.join(host(host));
    Claim claim = claimOne(worker);
    fleet.letLeaseRunOut(worker, "1 second");
    return claim;
  }

  @Test
  void aDeadWorkersTaskIsTriedAgainAndItsOldTokenWritesNothing() throws Exception {
    TaskId task = submit(2);
    Claim first = claimedAndLost("a");
    TaskLog stale = fleet.appender.open(first.tenant(), task, first.head());
    stale.append(new EventDraft(1, EventKind.STARTED, EMPTY, null));
    stale.flush();

    assertThat(fleet.reaper().runOnce().count()).isEqualTo(1);

    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
    assertThat(task(task).runAt()).isNotNull();
    assertThat(payload(task, "retry")).contains("\"attempt\":1", "worker_lost", "\"delay_ms\":0");
    assertThat(fleet.value("SELECT outcome FROM attempts WHERE task_id = ?", task.value()))
        .isEqualTo("lost");
    assertThatThrownBy(
            () -> {
              stale.append(new EventDraft(1, EventKind.STDOUT, EMPTY, null));
              stale.flush();
            })
        .isInstanceOf(SinkClosedException.class);
    Claim second = claimOne(fleet.join(host("b")));
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.head().token().value()).isGreaterThan(first.head().token().value() + 1);
    assertThat(second.head().lastSeq()).isEqualTo(2);
    assertThat(fleet.value("SELECT count(*) FROM attempts WHERE ended_at IS NULL")).isEqualTo("1");
  }

  @Test
  void theLastAttemptOfADeadWorkerIsADeadLetterThatNamesTheHeartbeat() throws Exception {
    TaskId task = submit(2);
    claimedAndLost("a");
    fleet.reaper().runOnce();
    claimedAndLost("b");
    fleet.reaper().runOnce();

    assertThat(task(task).state()).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(payload(task, "dead_letter"))
        .contains("\"clock\":\"heartbeat\"", "attempts_exhausted", "worker_lost");
    assertThat(
            fleet.value(
                "SELECT string_agg(outcome, ' ' ORDER BY number) FROM attempts WHERE task_id = ?",
                task.value()))
        .isEqualTo("lost lost");
    assertThat(fleet.value("SELECT attempts FROM dead_letters WHERE task_id = ?", task.value()))
        .isEqualTo("2");
  }

  @Test
  void aLostTaskNamesTheHeartbeat() throws Exception {
    TaskId task = fleet.frontend.submit(request(Map.of()));
    claimedAndLost("a");
    fleet.reaper().runOnce();

    assertThat(payload(task, "lost")).contains("\"clock\":\"heartbeat\"");
  }

  @Test
  void aTaskThatIsToBeCanceledIsNotTriedAgain() throws Exception {
    TaskId task = submit(3);
    claimedAndLost("a");
    assertThat(cancel(task)).isInstanceOf(Cancellation.Requested.class);

    fleet.reaper().runOnce();

    assertThat(task(task).state()).isEqualTo(TaskState.LOST);
  }

  private Cancellation cancel(TaskId task) {
    return fleet.frontend.engine().cancellations().cancel(CALLER, task, "enough", null);
  }

  @Test
  void aTaskThatWaitsForItsNextAttemptIsCanceledAtOnce() throws Exception {
    TaskId task = submit(3);
    claimedAndLost("a");
    fleet.reaper().runOnce();

    assertThat(cancel(task)).isInstanceOf(Cancellation.CanceledNow.class);

    List<Event> events = fleet.frontend.eventsToTheEnd(task);
    assertThat(events).extracting(Event::kind).containsExactly("retry", "canceled");
    assertThat(events).extracting(Event::attempt).containsExactly(1, 1);
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("0");
    assertThat(fleet.value("SELECT outcome FROM attempts WHERE task_id = ?", task.value()))
        .isEqualTo("lost");
    assertThat(fleet.claims(fleet.join(host("b"))).claim(Map.of("mock", 1))).isEmpty();
  }

  /** The wish came after the attempt's process had decided, and before it wrote. */
  @Test
  void aWishToCancelThatMeetsARetryIsCarriedOut() throws Exception {
    TaskId task = submit(3);
    Claim claim = claimOne(fleet.join(host("a")));
    assertThat(cancel(task)).isInstanceOf(Cancellation.Requested.class);
    assertThat(written(claim)).isTrue();
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("0");

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(1);

    assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.CANCELED);
    assertThat(payload(task, "canceled")).contains("enough");
  }

  /** Writes a retry as the process of this claim does. */
  private boolean written(Claim claim) {
    AdapterError error = new AdapterError("host_busy", "No room.", true);
    EndedAttempt ended =
        new EndedAttempt(claim.number(), TaskState.FAILED, true, true, null, false, null);
    EndPayload payload = new EndPayload(null, null, error, "itself", null, null, 0, 0);
    return fleet
        .database
        .asWorker(tx ->
            fleet.verdicts.write(
                tx,
                claim.tenant(),
                claim.task(),
                ended,
                new NextStep.Retry(Duration.ZERO),
                payload,
                claim.head().token()))
        .isPresent();
  }

  @Test
  void aRetryIsWrittenOnceUnderOneToken() throws Exception {
    TaskId task = submit(3);
    Claim claim = claimOne(fleet.join(host("a")));

    assertThat(written(claim)).isTrue();
    assertThat(written(claim)).isFalse();

    assertThat(task(task).lastSeq()).isEqualTo(1);
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReaperWhoseAnswerWasLostDecidesOnce(boolean stored) throws Exception {
    TaskId task = submit(2);
    claimedAndLost("a");
    LostAnswers answers =
        new LostAnswers(fleet.database.worker(), "UPDATE workers SET ended_at", stored);
    Reaper reaper =
        fleet.reaper(new Database(fleet.database.app(), answers, fleet.database.turns()));

    assertThatThrownBy(reaper::runOnce).isInstanceOf(DatabaseUnavailableException.class);
    reaper.runOnce();

    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
    assertThat(task(task).lastSeq()).isEqualTo(1);
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("1");
  }

  @Test
  void aSilentHostsWorkIsTriedAgainElsewhereOnlyAfterItsGraces() throws Exception {
    TaskId task = submit(2);
    UUID worker = fleet.join(host("a"));
    claimOne(worker, "mock");
    fleet.letLeaseRunOut(worker, "1 second");
    fleet.reaper().runOnce();
    fleet.letLeaseRunOut(worker, "139 seconds");
    fleet.silentHosts().runOnce();
    assertThat(task(task).state()).isEqualTo(TaskState.RUNNING);

    fleet.letLeaseRunOut(worker, "141 seconds");
    fleet.silentHosts().runOnce();

    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("host_lost");
    assertThat(claimOne(fleet.join(host("b")), "mock").number()).isEqualTo(2);
  }

  @Test
  void whoeverTakesAHostOverTriesAgainWhatLivedInItsPredecessor() throws Exception {
    TaskId task = submit(2);
    HostIdentity host = host("a");
    claimOne(fleet.join(host));

    assertThat(fleet.joining(host).join(UUID.randomUUID())).isEmpty();

    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("worker_lost");
  }

  @Test
  void workInsideAStoppingProcessIsTriedAgainElsewhere() throws Exception {
    TaskId task =
        fleet.frontend.submit(
            request(Map.of("events", List.of(Map.of("wait_ms", 600_000))))
                .with(again(2), TaskClocks.NONE));
    try (WorkerProcess _ = mock("a")) {
      await("its start", () -> task(task).lastSeq() == 1);
    }
    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("worker_stopped");
    try (WorkerProcess _ = mock("b")) {
      await("the second attempt", () -> task(task).attempt() == 2);
      cancel(task);
      assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.CANCELED);
    }
  }

  private WorkerProcess mock(String name) {
    AdapterRegistry adapters =
        AdapterRegistry.of(
            AdapterSettings.in(folder.resolve(name + "-adapters"), null),
            List.of(new MockAdapter()));
    return WorkerProcess.start(
        fleet.parts(fleet.database, adapters, System::nanoTime), Fleet.QUICK, host(name));
  }

  @Test
  void aTaskThatNobodyStartsInTimeIsTimedOutWithoutAnAttempt() throws Exception {
    TaskId task = submit(1, new TaskClocks(Duration.ofHours(1), null));
    assertThat(fleet.overdue().runOnce().count()).isZero();
    fleet.update("UPDATE task_queue SET start_by = clock_timestamp()");

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(1);

    Task ended = fleet.frontend.ended(task);
    assertThat(ended.state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(ended.attempt()).isZero();
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"schedule_to_start_s\"");
    assertThat(fleet.value("SELECT attempt FROM task_events")).isEqualTo("0");
    assertThat(fleet.claims(fleet.join(host("a"))).claim(Map.of("mock", 1))).isEmpty();
  }

  @Test
  void whatWasToStartEarlierIsNotClaimedAlsoBeforeAnybodyEndsIt() throws Exception {
    submit(1, new TaskClocks(Duration.ofHours(1), null));
    UUID worker = fleet.join(host("a"));
    fleet.update("UPDATE task_queue SET start_by = clock_timestamp()");

    assertThat(fleet.claims(worker).claim(Map.of("mock", 1))).isEmpty();
  }

  @Test
  void aTakeoverOfAnAttemptThatWasSeenDoesNotTouchTheNextOne() throws Exception {
    TaskId task = submit(3);
    UUID worker = fleet.join(host("a"));
    Claim first = claimOne(worker);
    OpenAttempt seen =
        new OpenAttempt(task, first.tenant(), first.number(), worker, false, first.head().token());
    fleet.letLeaseRunOut(worker, "1 second");
    fleet.reaper().runOnce();
    fleet.update("UPDATE task_queue SET run_at = clock_timestamp()");
    Claim second = claimOne(fleet.join(host("b")));

    List<OpenAttempt> raised =
        fleet.database.asWorker(tx -> OpenAttempts.raiseTokens(tx, List.of(seen)));

    assertThat(raised).isEmpty();
    assertThat(fleet.value("SELECT fencing_token FROM task_heads WHERE task_id = ?", task.value()))
        .isEqualTo(String.valueOf(second.head().token().value()));
  }

  @Test
  void theStartClockBeginsWhenTheTaskMayStart() throws Exception {
    TaskClocks clocks = new TaskClocks(Duration.ofMinutes(1), null);
    Instant later = Instant.now().plusSeconds(3600);
    fleet.frontend.submit(at(later).with(RetryPolicy.ONCE, clocks));

    assertThat(fleet.value("SELECT extract(epoch FROM start_by - run_at)::integer FROM task_queue"))
        .isEqualTo("60");
  }

  private static TaskRequest at(Instant later) {
    return new TaskRequest(
        "mock", Map.of(), null, null, null, null, null, null, later, List.of(), Map.of());
  }

  @Test
  void theStartClockStopsWithTheFirstClaim() throws Exception {
    TaskId task = submit(2, new TaskClocks(Duration.ofHours(1), null));
    claimedAndLost("a");
    fleet.reaper().runOnce();

    assertThat(fleet.value("SELECT start_by IS NULL FROM task_queue")).isEqualTo("true");
    assertThat(task(task).state()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void aDeadlineEndsATaskThatWaitsForItsNextAttempt() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    claimedAndLost("a");
    fleet.reaper().runOnce();
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");

    assertThat(fleet.overdue().runOnce().count()).isEqualTo(1);

    Task ended = fleet.frontend.ended(task);
    assertThat(ended.state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"deadline\"");
    assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("0");
  }

  @Test
  void aLossAfterTheDeadlineIsNotTriedAgain() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    claimedAndLost("a");
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");
    fleet.reaper().runOnce();

    assertThat(task(task).state()).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(payload(task, "dead_letter")).contains("\"deadline\"");
  }

  @Test
  void whatIsClaimedAfterItsDeadlineDoesNotStart() throws Exception {
    TaskId task = submit(3, new TaskClocks(null, Instant.now().plusSeconds(3600)));
    fleet.update("UPDATE tasks SET deadline = clock_timestamp()");
    try (WorkerProcess _ = mock("a")) {
      assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.TIMED_OUT);
    }
    assertThat(payload(task, "timed_out")).contains("\"clock\":\"deadline\"");
    assertThat(fleet.value("SELECT count(*) FROM task_events WHERE kind = 'started'"))
        .isEqualTo("0");
  }
}
