package dev.axontask.engine.task;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One unfinished task a unique key, whoever asks at the same time. Nothing runs here. */
@Timeout(120)
class UniquePoliciesTest {
  private static final TestDatabase DATABASE = SharedStores.freshDatabase();
  private static RunningEngine one;
  private static RunningEngine two;

  @BeforeAll
  static void start(@TempDir Path first, @TempDir Path second) {
    one = engine(first);
    two = engine(second);
  }

  private static RunningEngine engine(Path folder) {
    return RunningEngine.start(
        DATABASE, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    DATABASE.close();
  }

  /** Half of them in each of two processes, at once. */
  private static List<Submission> sixtyFour(String key, UniquePolicy policy) throws Exception {
    TaskRequest request = request(Map.of()).with(QueuePolicy.unique(key, policy));
    List<Submission> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        futures.add(pool.submit(() -> one.engine().submissions().submit(CALLER, request)));
        futures.add(pool.submit(() -> two.engine().submissions().submit(CALLER, request)));
      }
      for (Future<Submission> future : futures) {
        answers.add(future.get());
      }
    }
    return answers;
  }

  private static List<Task> accepted(List<Submission> answers) {
    return answers.stream()
        .filter(Submission.Accepted.class::isInstance)
        .map(answer -> one.task(((Submission.Accepted) answer).task().id()))
        .toList();
  }

  @Test
  void ofSixtyFourThatRejectOneIsAcceptedAndTheOthersNameIt() throws Exception {
    List<Submission> answers = sixtyFour("r", UniquePolicy.REJECT);

    List<Task> accepted = accepted(answers);
    assertThat(accepted).hasSize(1);
    TaskId holder = accepted.getFirst().id();
    assertThat(answers.stream().filter(Submission.Duplicate.class::isInstance))
        .hasSize(63)
        .allMatch(answer -> ((Submission.Duplicate) answer).holder().id().equals(holder));
  }

  @Test
  void ofSixtyFourThatSupersedeTheLastOneStaysAndTheOthersAreCanceled() throws Exception {
    List<Task> accepted = accepted(sixtyFour("s", UniquePolicy.SUPERSEDE));

    assertThat(accepted).hasSize(64);
    assertThat(accepted).filteredOn(task -> task.state() == TaskState.PENDING).hasSize(1);
    assertThat(accepted).filteredOn(task -> task.state() == TaskState.CANCELED).hasSize(63);
  }

  @Test
  void ofSixtyFourThatDebounceOneWaits() throws Exception {
    List<Task> accepted = accepted(sixtyFour("d", UniquePolicy.DEBOUNCE));

    assertThat(accepted).hasSize(64);
    assertThat(accepted).filteredOn(task -> task.state() == TaskState.PENDING).hasSize(1);
  }

  @Test
  void aKeyIsFreeAgainWhenItsTaskHasEnded() {
    TaskRequest request = request(Map.of()).with(QueuePolicy.unique("f", UniquePolicy.REJECT));
    TaskId first = one.submit(request);
    assertThat(one.engine().submissions().submit(CALLER, request))
        .isInstanceOf(Submission.Duplicate.class);

    var _ = one.engine().cancellations().cancel(CALLER, first, null, null);

    assertThat(one.submit(request)).isNotEqualTo(first);
  }

  @Test
  void aRepeatedStartIsItsFirstTaskAndNotADuplicateOfIt() {
    TaskRequest request =
        request(Map.of(), "idem").with(QueuePolicy.unique("i", UniquePolicy.REJECT));
    TaskId first = one.submit(request);

    assertThat(one.engine().submissions().submit(CALLER, request))
        .isInstanceOfSatisfying(
            Submission.Accepted.class,
            again -> {
              assertThat(again.deduplicated()).isTrue();
              assertThat(again.task().id()).isEqualTo(first);
            });
  }

  @Test
  void aStartThatIsRefusedDoesNotTakeItsIdempotencyKey() {
    QueuePolicy unique = QueuePolicy.unique("t", UniquePolicy.REJECT);
    TaskId holder = one.submit(request(Map.of()).with(unique));
    TaskRequest request = request(Map.of(), "taken?").with(unique);
    assertThat(one.engine().submissions().submit(CALLER, request))
        .isInstanceOf(Submission.Duplicate.class);

    var _ = one.engine().cancellations().cancel(CALLER, holder, null, null);

    assertThat(one.engine().submissions().submit(CALLER, request))
        .isInstanceOfSatisfying(
            Submission.Accepted.class, a -> assertThat(a.deduplicated()).isFalse());
  }

  private static byte[] payload(Event event) {
    return Objects.requireNonNull(event.payload());
  }

  @Test
  void whoWasSupersededSaysByWhom() throws Exception {
    TaskRequest request = request(Map.of()).with(QueuePolicy.unique("w", UniquePolicy.SUPERSEDE));
    TaskId old = one.submit(request);
    TaskId young = one.submit(request);

    assertThat(one.task(old).state()).isEqualTo(TaskState.CANCELED);
    assertThat(new String(payload(one.eventsToTheEnd(old).getLast()), UTF_8))
        .contains("superseded by task " + young);
  }

  @Test
  void severalStartsInOneCallAreAnsweredEachOnItsOwn() {
    TaskRequest good = request(Map.of(), "bulk");
    TaskRequest bad = request(Map.of("exit_code", -1));
    TaskRequest unique = request(Map.of()).with(QueuePolicy.unique("b", UniquePolicy.REJECT));

    List<BulkAnswer> answers =
        one.engine().submissions().submitAll(CALLER, List.of(good, bad, good, unique, unique));

    assertThat(answers).allMatch(BulkAnswer.Answered.class::isInstance);
    List<Submission> submissions =
        answers.stream().map(a -> ((BulkAnswer.Answered) a).submission()).toList();
    assertThat(submissions)
        .extracting(submission -> submission.getClass().getSimpleName())
        .containsExactly("Accepted", "Invalid", "Accepted", "Accepted", "Duplicate");
    assertThat(((Submission.Accepted) submissions.get(2)).deduplicated()).isTrue();
  }
}
