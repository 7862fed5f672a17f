package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
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
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tasks whose worker or host is gone. */
@Timeout(120)
class LossRetryTest extends WithFleet {
  private static final byte[] EMPTY = "{}".getBytes(UTF_8);

  @Test
  void aDeadWorkersTaskIsTriedAgainAndItsOldTokenWritesNothing() throws Exception {
    TaskId task = submit(2);
    Claim first = claimedAndLost("a");
    TaskLog stale = fleet.appender.open(first.tenant(), task, first.head());
    stale.append(new EventDraft(1, EventKind.STARTED, EMPTY, null));
    stale.flush();

    assertThat(fleet.reaper().runOnce().count()).isEqualTo(1);

    assertThat(state(task)).isEqualTo(TaskState.PENDING);
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

    assertThat(state(task)).isEqualTo(TaskState.DEAD_LETTER);
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
    TaskId task = submit(1);
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

    assertThat(state(task)).isEqualTo(TaskState.LOST);
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

    assertThat(state(task)).isEqualTo(TaskState.PENDING);
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
    assertThat(state(task)).isEqualTo(TaskState.RUNNING);

    fleet.letLeaseRunOut(worker, "141 seconds");
    fleet.silentHosts().runOnce();

    assertThat(state(task)).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("host_lost");
    assertThat(claimOne(fleet.join(host("b")), "mock").number()).isEqualTo(2);
  }

  @Test
  void whoeverTakesAHostOverTriesAgainWhatLivedInItsPredecessor() throws Exception {
    TaskId task = submit(2);
    HostIdentity host = host("a");
    claimOne(fleet.join(host));

    assertThat(fleet.joining(host).join(UUID.randomUUID())).isEmpty();

    assertThat(state(task)).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("worker_lost");
  }

  @Test
  void workInsideAStoppingProcessIsTriedAgainElsewhere() throws Exception {
    TaskId task =
        fleet.frontend.submit(
            request(Map.of("events", List.of(Map.of("wait_ms", 600_000))))
                .with(tried(2), TaskClocks.NONE));
    try (WorkerProcess _ = quickWorker("a")) {
      await("its start", () -> task(task).lastSeq() == 1);
    }
    assertThat(state(task)).isEqualTo(TaskState.PENDING);
    assertThat(payload(task, "retry")).contains("worker_stopped");
    try (WorkerProcess _ = quickWorker("b")) {
      await("the second attempt", () -> task(task).attempt() == 2);
      cancel(task);
      assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.CANCELED);
    }
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
}
