package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.await;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.Answering;
import dev.axontask.engine.task.OpenQuestion;
import dev.axontask.engine.task.PastAttempt;
import dev.axontask.engine.task.RetryPolicy;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskClocks;
import dev.axontask.engine.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of several attempts, followed by a whole worker. */
@Timeout(120)
class RetriesTest extends WithFleet {
  private static final Outcome BUSY =
      new Outcome.Failed(
          new AdapterError("host_busy", "The host has no room.", true), EndedBy.ITSELF);
  private static final Outcome SUCCESS = new Outcome.Exited(0, EndedBy.ITSELF);

  WorkerProcess worker;
  final DetachedWork work = new DetachedWork();

  @BeforeEach
  void startWorker() {
    AdapterRegistry adapters =
        AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), List.of(work));
    worker =
        WorkerProcess.start(
            fleet.parts(fleet.database, adapters, System::nanoTime),
            Fleet.SETTINGS,
            host("worker"));
  }

  @AfterEach
  void stopWorker() {
    worker.close();
  }

  private TaskId submit(int attempts, RetryOn on) {
    RetryPolicy policy = new RetryPolicy(attempts, on, OnWorkerLoss.FAIL);
    return fleet.frontend.submit(request(Map.of()).with(policy, TaskClocks.NONE));
  }

  private DetachedWork.Work begun(TaskId task, int attempt) {
    await("attempt " + attempt, () -> found(task, attempt) != null);
    return Objects.requireNonNull(found(task, attempt));
  }

  private DetachedWork.@Nullable Work found(TaskId task, int attempt) {
    return work.work.entrySet().stream()
        .filter(each -> each.getKey().task().equals(task.value()))
        .filter(each -> each.getKey().number() == attempt)
        .map(Map.Entry::getValue)
        .findAny()
        .orElse(null);
  }

  private static List<String> kinds(List<Event> events) {
    return events.stream().map(event -> event.attempt() + " " + event.kind()).toList();
  }

  private static String text(Event event) {
    return new String(Objects.requireNonNull(event.payload()), StandardCharsets.UTF_8);
  }

  private List<PastAttempt> attempts(TaskId task) {
    return fleet.frontend.engine().attempts().of(CALLER, task);
  }

  @Test
  void anEndThatTheDatabaseRefusesIsFoundAgainByTheSameWorker() throws Exception {
    TaskId task = submit(2, RetryOn.TRANSIENT);
    DetachedWork.Work first = begun(task, 1);
    fleet.update("ALTER TABLE task_queue ADD CONSTRAINT nothing_waits CHECK (false) NOT VALID");
    first.end(BUSY);
    await("its run has broken", () -> worker.running() == 0);
    assertThat(fleet.frontend.task(task).state()).isEqualTo(TaskState.RUNNING);

    fleet.update("ALTER TABLE task_queue DROP CONSTRAINT nothing_waits");
    assertThat(worker.takeUpLeftOnce().count()).isEqualTo(1);

    begun(task, 2);
    assertThat(worker.takeUpLeftOnce().count()).isZero();
    begun(task, 2).end(SUCCESS);
    assertThat(kinds(fleet.frontend.eventsToTheEnd(task)))
        .containsExactly("1 started", "1 reattached", "1 retry", "2 started", "2 succeeded");
  }

  @Test
  void aTransientFailureIsTriedAgainUntilItSucceeds() throws Exception {
    TaskId task = submit(3, RetryOn.TRANSIENT);
    begun(task, 1).print("first");
    begun(task, 1).end(BUSY);
    begun(task, 2).end(BUSY);
    begun(task, 3).print("third");
    begun(task, 3).end(SUCCESS);

    List<Event> events = fleet.frontend.eventsToTheEnd(task);

    assertThat(kinds(events))
        .containsExactly(
            "1 started",
            "1 stdout",
            "1 retry",
            "2 started",
            "2 retry",
            "3 started",
            "3 stdout",
            "3 succeeded");
    assertThat(text(events.get(2)))
        .containsPattern(
            "\\{\"attempt\":1,\"error\":\\{\"code\":\"host_busy\".*\"transient\":true},\"delay_ms\":\\d+}");
    Task ended = fleet.frontend.task(task);
    assertThat(ended.errorJson()).isNull();
    assertThat(ended.attempt()).isEqualTo(3);
    assertThat(ended.bytesStreamed()).isEqualTo(10);
    assertThat(attempts(task))
        .extracting(PastAttempt::outcome)
        .containsExactly("failed", "failed", "succeeded");
    assertThat(attempts(task)).extracting(PastAttempt::bytes).containsExactly(5L, 0L, 5L);
    assertThat(attempts(task).getFirst().errorJson()).contains("host_busy");
    await("the clean-up of every attempt", () -> work.cleaned.size() == 3);
  }

  @Test
  void eachAttemptRunsUnderAHigherTokenAndFromTheBeginning() throws Exception {
    TaskId task = submit(2, RetryOn.TRANSIENT);
    begun(task, 1).print("one");
    begun(task, 1).print("two");
    begun(task, 1).end(BUSY);
    var _ = begun(task, 2);

    assertThat(fleet.value("SELECT resume_point FROM task_heads WHERE task_id = ?", task.value()))
        .isEqualTo("");
    assertThat(
            fleet.value(
                "SELECT string_agg(fencing_token::text, ' ' ORDER BY number) FROM attempts"))
        .isEqualTo("1 2");
    begun(task, 2).end(SUCCESS);
    fleet.frontend.ended(task);
  }

  @Test
  void aTaskWhoseAttemptsAreUsedUpIsADeadLetter() throws Exception {
    TaskId task = submit(2, RetryOn.ANY_FAILURE);
    begun(task, 1).end(new Outcome.Exited(3, EndedBy.ITSELF));
    begun(task, 2).end(new Outcome.Exited(4, EndedBy.ITSELF));

    List<Event> events = fleet.frontend.eventsToTheEnd(task);

    assertThat(kinds(events)).containsExactly("1 started", "1 retry", "2 started", "2 dead_letter");
    assertThat(text(events.getLast()))
        .contains("\"exit_code\":4", "\"code\":\"exit_code\"", "\"reason\":\"attempts_exhausted\"");
    Task dead = fleet.frontend.task(task);
    assertThat(dead.state()).isEqualTo(TaskState.DEAD_LETTER);
    assertThat(dead.exitCode()).isEqualTo(4);
    assertThat(attempts(task)).extracting(PastAttempt::outcome).containsExactly("failed", "failed");
    assertThat(
            fleet.value(
                """
                SELECT concat_ws(' ', reason, attempts, error->>'code', redriven_as)
                  FROM dead_letters WHERE task_id = ?
                """,
                task.value()))
        .isEqualTo("attempts_exhausted 2 exit_code");
  }

  @Test
  void aPermanentFailureEndsTheTaskAlthoughAttemptsAreLeft() throws Exception {
    TaskId task = submit(3, RetryOn.TRANSIENT);
    begun(task, 1).end(new Outcome.Exited(3, EndedBy.ITSELF));

    assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.FAILED);
    assertThat(fleet.value("SELECT count(*) FROM dead_letters")).isEqualTo("0");
  }

  @Test
  void aTaskOfOneAttemptEndsAsItDid() throws Exception {
    TaskId task = fleet.frontend.submit(request(Map.of()));
    begun(task, 1).end(BUSY);

    assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.FAILED);
    assertThat(fleet.value("SELECT count(*) FROM dead_letters")).isEqualTo("0");
  }

  @Test
  void aDeadlineEndsTheAttemptThatRunsAndIsNamed() throws Exception {
    RetryPolicy policy = new RetryPolicy(3, RetryOn.ANY_FAILURE, OnWorkerLoss.FAIL);
    TaskClocks clocks = new TaskClocks(null, Instant.now().plusSeconds(2));
    TaskId task = fleet.frontend.submit(request(Map.of()).with(policy, clocks));
    var _ = begun(task, 1);

    List<Event> events = fleet.frontend.eventsToTheEnd(task);

    assertThat(kinds(events)).containsExactly("1 started", "1 timed_out");
    assertThat(text(events.getLast()))
        .contains("\"clock\":\"deadline\"", "\"code\":\"deadline\"", "\"ended_by\":\"timeout\"");
  }

  @Test
  void questionsOfAnEndedAttemptAreClosedAndAnswersAreKept() throws Exception {
    TaskId task = submit(2, RetryOn.TRANSIENT);
    DetachedWork.Work first = begun(task, 1);
    first.ask("answered");
    first.ask("open");
    await("both questions", () -> open(task).size() == 2);
    assertThat(answer(task, "answered")).isEqualTo(new Answering.Taken(Set.of("answered")));
    await("the answer", () -> first.answers().containsKey("answered"));
    first.end(BUSY);

    DetachedWork.Work second = begun(task, 2);
    assertThat(open(task)).isEmpty();
    assertThat(fleet.frontend.task(task).state()).isEqualTo(TaskState.RUNNING);
    assertThat(answer(task, "open")).isEqualTo(new Answering.Taken(Set.of()));
    second.ask("answered");
    await("the answer of before", () -> second.answers().containsKey("answered"));
    second.ask("open");
    await("the question of before", () -> open(task).size() == 1);
    assertThat(fleet.frontend.task(task).state()).isEqualTo(TaskState.INPUT_REQUIRED);
    assertThat(answer(task, "open")).isEqualTo(new Answering.Taken(Set.of("open")));
    await("the answer", () -> second.answers().containsKey("open"));
    second.end(SUCCESS);

    assertThat(kinds(fleet.frontend.eventsToTheEnd(task)))
        .containsExactly(
            "1 started",
            "1 input_required",
            "1 input_required",
            "1 input",
            "1 retry",
            "2 started",
            "2 input_required",
            "2 input",
            "2 succeeded");
  }

  private List<OpenQuestion> open(TaskId task) {
    return fleet.frontend.engine().questions().open(CALLER, task);
  }

  private Answering answer(TaskId task, String key) {
    return fleet
        .frontend
        .engine()
        .questions()
        .answer(CALLER, task, Map.of(key, Map.of("action", "accept")));
  }

  @Test
  void whatAnAdapterBrokeIsNotTriedAgainSinceItMayGoOn() throws Exception {
    TaskId task = submit(3, RetryOn.ANY_FAILURE);
    for (int i = 0; i <= 100; i++) {
      begun(task, 1).ask("q" + i);
    }

    assertThat(fleet.frontend.ended(task).state()).isEqualTo(TaskState.FAILED);
    assertThat(work.started).extracting(AttemptId::number).containsExactly(1);
  }
}
