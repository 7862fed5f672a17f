package dev.axontask.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.EndedAttempt;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What follows an attempt that fails in passing, written by its owner as every owner does. */
final class RetrySteps {
  private static final Outcome BUSY =
      new Outcome.Failed(
          new AdapterError("host_busy", "The host has no room.", true), EndedBy.ITSELF);

  private RetrySteps() {}

  /** The task goes back into the queue; stale, because the host's new process took it over. */
  static Step retry(StepBench bench) {
    return new Failure(bench, "SELECT 1 FROM task_heads WHERE task_id = ANY", null) {
      @Override
      public void check() throws Exception {
        ended("retry", "pending");
        theNextAttemptIsFencedOffFromThisOne();
      }
    };
  }

  /** The task is a dead letter: its deadline comes before another attempt could start. */
  static Step deadLetter(StepBench bench) {
    return lastFailure(bench);
  }

  /** A task that is a dead letter. */
  static TaskId dead(StepBench bench) throws Exception {
    Failure last = lastFailure(bench);
    last.run();
    last.check();
    return last.claim.task();
  }

  private static Failure lastFailure(StepBench bench) {
    return new Failure(
        bench, "FROM task_heads WHERE task_id = ? AND tenant_id = ? FOR UPDATE", Duration.ZERO) {
      @Override
      public void check() {
        ended("dead_letter", "dead_letter");
        assertThat(
                bench.value(
                    "SELECT string_agg(reason, ' ') FROM dead_letters WHERE task_id = ?",
                    claim.task().value()))
            .isEqualTo("deadline");
      }
    };
  }

  private abstract static class Failure implements Step {
    private final StepBench bench;
    private final String statement;
    private final @Nullable Duration untilDeadline;
    private final HostIdentity host;
    private final UUID worker;
    final Claim claim;
    private int refused;
    private int tries;

    Failure(StepBench bench, String statement, @Nullable Duration untilDeadline) {
      this.bench = bench;
      this.statement = statement;
      this.untilDeadline = untilDeadline;
      this.host = bench.host();
      this.worker = bench.joined(host);
      this.claim = bench.claimedOfTwo(worker, "mock");
    }

    @Override
    public String statement() {
      return statement;
    }

    @Override
    public void run() throws InterruptedException {
      AttemptTools tools = bench.fleet.tools(bench.faulty, worker, host.hostId());
      AttemptEnd end = AttemptEnd.of(BUSY, claim.limit());
      EndedAttempt facts = end.facts(claim.number(), false, untilDeadline);
      tries++;
      try (TaskLog log = bench.appender.open(claim.tenant(), claim.task(), claim.head())) {
        new AttemptFinish(tools, claim, log)
            .finish(end, facts, end.payload(null, Duration.ofMillis(1), 0));
      } catch (SinkClosedException notOurs) {
        refused++;
      }
    }

    @Override
    public void outdate() {
      assertThat(bench.fleet.joining(host).join(UUID.randomUUID())).hasSize(1);
    }

    void ended(String kinds, String state) {
      assertThat(bench.kinds(claim.task())).isEqualTo(kinds);
      assertThat(bench.state(claim.task())).isEqualTo(state);
      assertThat(refused).as("of all tries one is acknowledged").isEqualTo(tries - 1);
    }

    /** Whoever ran the first attempt knows all that is in the log, and its own token. */
    void theNextAttemptIsFencedOffFromThisOne() throws InterruptedException {
      Claim next = bench.claimed(bench.joined(bench.host()), claim.task());
      assertThat(next.number()).isEqualTo(2);
      Head head = next.head();
      Head former =
          new Head(
              head.lastSeq(),
              head.lastHash(),
              head.lastTsMicros(),
              claim.head().token(),
              head.resumePoint(),
              false);
      try (TaskLog log = bench.appender.open(claim.tenant(), claim.task(), former)) {
        log.append(new EventDraft(1, EventKind.STDOUT, "late".getBytes(UTF_8), null));
        log.flush();
      } catch (SinkClosedException notOurs) {
        refused++;
      }
      assertThat(bench.kinds(claim.task())).isEqualTo("retry");
      assertThat(refused).as("and what comes late is refused").isEqualTo(tries);
    }

    @Override
    public void checkStale() {
      assertThat(bench.kinds(claim.task())).isEmpty();
      assertThat(bench.state(claim.task())).isEqualTo("running");
      assertThat(refused).isEqualTo(1);
    }
  }
}
