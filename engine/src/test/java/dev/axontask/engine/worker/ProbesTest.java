package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.breaker.BreakerDuty;
import dev.axontask.engine.breaker.BreakerStatus;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.task.QueuePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one task that a circuit breaker lets through once its time is over, and what it shows. */
@Timeout(120)
class ProbesTest extends WithBreakers {
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
}
