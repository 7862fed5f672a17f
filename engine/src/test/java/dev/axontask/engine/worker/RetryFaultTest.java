package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The durable steps of a retry and of a dead letter, each failed, and each stored without answer.
 */
@Timeout(120)
class RetryFaultTest extends WithFleet {
  private static final Outcome BUSY =
      new Outcome.Failed(
          new AdapterError("host_busy", "The host has no room.", true), EndedBy.ITSELF);
  private static final String REQUEUE = "SET state = 'pending', run_at";

  HostIdentity host;
  final DetachedWork work = new DetachedWork();

  @BeforeEach
  void claimHost() {
    host = host("worker");
  }

  private WorkerProcess worker(LostAnswers answers) {
    AdapterRegistry adapters =
        AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), List.of(work));
    Database database = new Database(fleet.database.app(), answers, fleet.database.turns());
    return WorkerProcess.start(
        fleet.parts(database, adapters, System::nanoTime), Fleet.SETTINGS, host);
  }

  private DetachedWork.Work begun(int attempt) {
    await("attempt " + attempt, () -> found(attempt).isPresent());
    return found(attempt).orElseThrow();
  }

  private Optional<DetachedWork.Work> found(int attempt) {
    return work.work.entrySet().stream()
        .filter(each -> each.getKey().number() == attempt)
        .map(Map.Entry::getValue)
        .findAny();
  }

  private static void isWhole(List<Event> events) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).seq()).isEqualTo(i + 1);
    }
    for (int i = 1; i < events.size(); i++) {
      assertThat(events.get(i).hashPrev()).isEqualTo(events.get(i - 1).hash());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetryWhoseAnswerWasLostIsMadeOnce(boolean stored) throws Exception {
    LostAnswers answers = new LostAnswers(fleet.database.worker(), REQUEUE, stored);
    TaskId task = submit(2);
    try (WorkerProcess _ = worker(answers)) {
      begun(1).end(BUSY);
      begun(2).end(new Outcome.Exited(0, EndedBy.ITSELF));

      List<Event> events = fleet.frontend.eventsToTheEnd(task);

      assertThat(answers.lost()).isTrue();
      assertThat(events)
          .extracting(Event::kind)
          .containsExactly("started", "retry", "started", "succeeded");
      isWhole(events);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeadLetterWhoseAnswerWasLostIsWrittenOnce(boolean stored) throws Exception {
    LostAnswers answers =
        new LostAnswers(fleet.database.worker(), "INSERT INTO dead_letters", stored);
    TaskId task = submit(2);
    try (WorkerProcess _ = worker(answers)) {
      begun(1).end(BUSY);
      begun(2).end(BUSY);

      List<Event> events = fleet.frontend.eventsToTheEnd(task);

      assertThat(answers.lost()).isTrue();
      assertThat(events)
          .extracting(Event::kind)
          .containsExactly("started", "retry", "started", "dead_letter");
      isWhole(events);
      assertThat(fleet.value("SELECT count(*) FROM dead_letters")).isEqualTo("1");
    }
  }

  /** Somebody found the worker dead, although it only stood still, and took the task from it. */
  @Test
  void aStaleOwnerPutsNothingBack() throws Exception {
    TaskId task = submit(2);
    try (WorkerProcess worker = worker(new LostAnswers(fleet.database.worker(), "never said"))) {
      DetachedWork.Work first = begun(1);
      fleet.update(
          "UPDATE task_heads SET fencing_token = fencing_token + 1 WHERE task_id = ?",
          task.value());
      first.end(BUSY);
      await("the end of the attempt in this process", () -> worker.running() == 0);

      assertThat(state(task)).isEqualTo(TaskState.RUNNING);
      assertThat(fleet.value("SELECT count(*) FROM task_events WHERE kind = 'retry'"))
          .isEqualTo("0");
      assertThat(fleet.value("SELECT count(*) FROM task_queue")).isEqualTo("0");
      assertThat(fleet.value("SELECT count(*) FROM attempts WHERE ended_at IS NULL"))
          .isEqualTo("1");
    }
  }
}
