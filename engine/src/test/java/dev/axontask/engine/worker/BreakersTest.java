package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.breaker.Breaker;
import dev.axontask.engine.breaker.BreakerStatus;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.queue.QueueState;
import dev.axontask.engine.task.Hold;
import dev.axontask.engine.task.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What opens circuit breakers, what they hold back, and what is seen of them. */
@Timeout(120)
class BreakersTest extends WithBreakers {
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
