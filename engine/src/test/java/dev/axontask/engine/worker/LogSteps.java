package dev.axontask.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import java.util.UUID;

/** What the holder of a task writes to its log; each try is by somebody who knows no other. */
final class LogSteps {
  private LogSteps() {}

  /** An event of output. */
  static Step append(StepBench bench) {
    return new LogStep(bench, "INSERT INTO task_events", "stdout", "running") {
      @Override
      void write(TaskLog log) throws SinkClosedException, InterruptedException {
        log.append(new EventDraft(1, EventKind.STDOUT, "x".getBytes(UTF_8), null));
        log.flush();
      }
    };
  }

  /** The terminal event, with the rows of the task and the attempt. */
  static Step finish(StepBench bench) {
    return new LogStep(bench, "ended_attempts", "succeeded", "succeeded") {
      @Override
      void write(TaskLog log) throws SinkClosedException, InterruptedException {
        log.finish(
            new EventDraft(1, EventKind.SUCCEEDED, "{}".getBytes(UTF_8), null),
            new Ending(0, null, null, "succeeded"));
      }
    };
  }

  private abstract static class LogStep implements Step {
    private final StepBench bench;
    private final String statement;
    private final String kinds;
    private final String state;
    private final HostIdentity host;
    private final Claim claim;
    private int refused;
    private int tries;

    LogStep(StepBench bench, String statement, String kinds, String state) {
      this.bench = bench;
      this.statement = statement;
      this.kinds = kinds;
      this.state = state;
      this.host = bench.host();
      UUID worker = bench.joined(host);
      this.claim = bench.claimed(worker, "mock");
    }

    abstract void write(TaskLog log) throws SinkClosedException, InterruptedException;

    @Override
    public String statement() {
      return statement;
    }

    @Override
    public void run() throws InterruptedException {
      tries++;
      try (TaskLog log = bench.appender.open(claim.tenant(), claim.task(), claim.head())) {
        write(log);
      } catch (SinkClosedException notOurs) {
        refused++;
      }
    }

    @Override
    public void outdate() {
      // The head is as it was, but for the token.
      assertThat(bench.fleet.joining(host).join(UUID.randomUUID())).hasSize(1);
    }

    @Override
    public void check() {
      assertThat(bench.kinds(claim.task())).isEqualTo(kinds);
      assertThat(bench.state(claim.task())).isEqualTo(state);
      assertThat(refused).as("of all tries one is acknowledged").isEqualTo(tries - 1);
    }

    @Override
    public void checkStale() {
      assertThat(bench.kinds(claim.task())).isEmpty();
      assertThat(bench.state(claim.task())).isEqualTo("running");
      assertThat(refused).isEqualTo(1);
    }
  }
}
