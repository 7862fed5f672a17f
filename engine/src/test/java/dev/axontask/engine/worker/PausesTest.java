package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.queue.PausedKey;
import dev.axontask.engine.queue.PausedKeys;
import dev.axontask.engine.queue.QueueControls;
import dev.axontask.engine.queue.QueueState;
import dev.axontask.engine.queue.QueueStates;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.engine.task.QueuePolicy.Unique;
import dev.axontask.engine.task.TaskKeys;
import dev.axontask.engine.task.UniquePolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Paused queues and paused keys, and what a task says of what holds it. */
@Timeout(120)
class PausesTest extends WithQueue {
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
}
