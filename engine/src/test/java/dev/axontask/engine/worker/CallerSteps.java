package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Submissions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What those do who want something. */
final class CallerSteps {
  private CallerSteps() {}

  /** A submit with an idempotency key; to be stale is to come second. */
  static final class Submit implements Step {
    private final StepBench bench;
    private final String key = UUID.randomUUID().toString();
    private final Set<TaskId> tasks = new HashSet<>();
    private final String before;

    Submit(StepBench bench) {
      this.bench = bench;
      this.before = count();
    }

    private String count() {
      return bench.value("SELECT count(*) FROM tasks");
    }

    @Override
    public String statement() {
      return "INSERT INTO idempotency_keys";
    }

    @Override
    public void run() {
      try (Submissions submissions =
          new Submissions(
              bench.faulty,
              bench.fleet.frontend.adapters(),
              bench.fleet.frontend.engine().cancellations(),
              new Fleet.Silence(),
              Clock.systemUTC(),
              UUID::randomUUID,
              new SimpleMeterRegistry())) {
        Submission answer = submissions.submit(CALLER, request(Map.of(), key));
        assertThat(answer).isInstanceOf(Submission.Accepted.class);
        if (answer instanceof Submission.Accepted accepted) {
          tasks.add(accepted.task().id());
        }
      }
    }

    @Override
    public void outdate() {
      tasks.add(bench.fleet.frontend.submit(request(Map.of(), key)));
    }

    @Override
    public void check() {
      assertThat(tasks).hasSize(1);
      assertThat(Integer.parseInt(count()) - Integer.parseInt(before)).isEqualTo(1);
      assertThat(bench.state(tasks.iterator().next())).isEqualTo("pending");
    }

    @Override
    public void checkStale() {
      check();
    }
  }

  /** A cancel of a task that waits; to be stale is that it ran and ended meanwhile. */
  static final class Cancel implements Step {
    private final StepBench bench;
    private final TaskId task;
    private final List<Cancellation> answers = new ArrayList<>();

    Cancel(StepBench bench) {
      this.bench = bench;
      this.task = bench.submitted();
    }

    @Override
    public String statement() {
      return "SELECT 1 FROM task_queue";
    }

    @Override
    public void run() {
      answers.add(
          bench.again(
              () -> bench.fleet.cancellations(bench.faulty).cancel(CALLER, task, null, null)));
    }

    @Override
    public void outdate() {
      UUID worker = bench.joined(bench.host());
      Claim claim = bench.fleet.claims(worker).claim(Map.of("mock", 1)).getFirst();
      try (TaskLog log = bench.fleet.appender.open(claim.tenant(), task, claim.head())) {
        log.finish(
            new EventDraft(1, EventKind.SUCCEEDED, "{}".getBytes(UTF_8), null),
            new Ending(0, null, null, "succeeded"));
      } catch (SinkClosedException | InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    }

    @Override
    public void check() {
      assertThat(bench.state(task)).isEqualTo("canceled");
      assertThat(bench.kinds(task)).isEqualTo("canceled");
    }

    @Override
    public void checkStale() {
      assertThat(bench.state(task)).isEqualTo("succeeded");
      assertThat(bench.kinds(task)).isEqualTo("succeeded");
      assertThat(answers).hasOnlyElementsOfType(Cancellation.AlreadyEnded.class);
    }
  }
}
