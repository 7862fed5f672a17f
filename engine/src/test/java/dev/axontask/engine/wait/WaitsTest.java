package dev.axontask.engine.wait;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.engine.wait.WaitEnd.Reason;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waits over real logs. */
@Timeout(120)
class WaitsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private TestDatabase test;
  private RunningEngine engine;

  @BeforeEach
  void open() {
    test = SharedStores.freshDatabase();
    engine = RunningEngine.start(test, folder.resolve("host"));
  }

  @AfterEach
  void close() {
    engine.close();
    test.close();
  }

  /** Waits as long as it takes, and hears of nothing. */
  private static class Patient implements Waits.Waiter {
    @Override
    public void opened(EventStream stream) {}

    @Override
    public boolean stopping() {
      return false;
    }

    @Override
    public void waiting(TaskState state, long nextSeq) {}
  }

  private WaitEnd wait(TaskId task, long since, @Nullable String pattern, Duration patience)
      throws InterruptedException {
    LinePattern parsed = pattern == null ? null : LinePatternTest.pattern(pattern);
    return wait(task, since, new WaitFor(parsed, null, patience));
  }

  private WaitEnd wait(TaskId task, long since, WaitFor what) throws InterruptedException {
    Waits.Answer answer = engine.engine().waits().await(CALLER, task, since, what, new Patient());
    return ((Waits.Answer.Over) answer).end();
  }

  private TaskId start(Object... steps) {
    return engine.submit(request(Map.of("events", List.of(steps))));
  }

  private Map<String, Object> gate(String name) {
    return Map.of("wait_for", folder.resolve(name).toString());
  }

  private void open(String name) throws Exception {
    Files.createFile(folder.resolve(name));
  }

  @Test
  void theEndEndsAWaitForAnythingElse() throws Exception {
    TaskId task = start(Map.of("stdout", "a\n"));
    WaitEnd end = wait(task, 0, "never", LONG);
    assertThat(end.reason()).isEqualTo(Reason.ENDED);
    assertThat(end.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(end.exitCode()).isEqualTo(0);
    assertThat(end.nextSeq()).isEqualTo(engine.task(task).lastSeq());
    WaitEnd again = wait(task, end.nextSeq(), null, LONG);
    assertThat(again.reason()).isEqualTo(Reason.ENDED);
    assertThat(again.exitCode()).isEqualTo(0);
  }

  @Test
  void aLineThatIsCutBetweenTwoEventsAndTwoWaitsIsFound() throws Exception {
    TaskId task = start(Map.of("stdout", "server rea"), gate("go"), Map.of("stdout", "dy\n"));
    WaitEnd none = wait(task, 0, "rea", LONG);
    assertThat(none.match()).isNotNull();
    WaitEnd first = wait(task, 0, "ready", Duration.ofSeconds(1));
    assertThat(first.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(first.state()).isEqualTo(TaskState.RUNNING);
    open("go");
    WaitEnd second = wait(task, first.nextSeq(), "ready", LONG);
    assertThat(second.match())
        .isEqualTo(new WaitEnd.Match(second.nextSeq(), "stdout", "server ready", 1));
  }

  @Test
  void aPromptWithoutALineEndIsFoundWhileTheTaskWaits() throws Exception {
    TaskId task = start(Map.of("stderr", "Name? "), gate("go"), Map.of("stderr", "\nNext? \n"));
    WaitEnd prompt = wait(task, 0, "\\? $", LONG);
    assertThat(prompt.match()).isEqualTo(new WaitEnd.Match(2, "stderr", "Name? ", 1));
    open("go");
    assertThat(wait(task, prompt.nextSeq(), "Name", LONG).reason()).isEqualTo(Reason.ENDED);
    WaitEnd next = wait(task, prompt.nextSeq(), "\\? $", LONG);
    assertThat(next.match()).isEqualTo(new WaitEnd.Match(3, "stderr", "Next? ", 1));
  }

  /** Whatever pieces the output comes in, and wherever waits begin and end. */
  @Test
  void waitsOneAfterTheOtherCountEachMatchOnce() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 3; round++) {
      StringBuilder text = new StringBuilder();
      int expected = 0;
      for (int line = 0; line < 200; line++) {
        boolean hit = random.nextInt(4) == 0;
        expected += hit ? 1 : 0;
        text.append(hit ? "line " + line + " HIT\n" : "line " + line + " miss\n");
      }
      List<Object> steps = new ArrayList<>();
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + 1 + random.nextInt(60));
        steps.add(Map.of("stdout", text.substring(at, to)));
        at = to;
      }
      assertThat(countedBy(start(steps.toArray()))).as("round %d", round).isEqualTo(expected);
    }
  }

  private static long count(WaitEnd end) {
    WaitEnd.Match match = end.match();
    return match == null ? 0 : match.count();
  }

  private long countedBy(TaskId task) throws InterruptedException {
    long counted = 0;
    long since = 0;
    while (true) {
      WaitEnd end = wait(task, since, "HIT$", Duration.ofMillis(since % 3));
      counted += count(end);
      if (end.reason() == Reason.ENDED) {
        return counted;
      }
      since = end.nextSeq();
    }
  }

  @Test
  void bothOutputsAreLookedAtAndNoneIsForgottenForTheOther() throws Exception {
    TaskId task =
        start(
            Map.of("stderr", "HIT unfinished"),
            Map.of("stdout", "HIT\nno\nHIT\n"),
            gate("go"),
            Map.of("stderr", " and its end\n"));
    WaitEnd both = wait(task, 0, "HIT", LONG);
    long counted = count(both);
    while (counted < 3) {
      both = wait(task, both.nextSeq(), "HIT", LONG);
      assertThat(both.reason()).isEqualTo(Reason.MATCHED);
      counted += count(both);
    }
    open("go");
    assertThat(wait(task, both.nextSeq(), "HIT", LONG).reason()).isEqualTo(Reason.ENDED);
    assertThat(counted).isEqualTo(3);
  }

  @Test
  void silenceCountsFromTheLastEventWhereverTheWaitBegins() throws Exception {
    TaskId task = start(Map.of("stdout", "a\n"), gate("go"));
    WaitFor silence = new WaitFor(null, Duration.ofSeconds(1), LONG);
    WaitEnd silent = wait(task, 0, silence);
    assertThat(silent.reason()).isEqualTo(Reason.SILENT);
    assertThat(silent.silentSeconds()).isGreaterThanOrEqualTo(1);
    WaitEnd still =
        wait(task, silent.nextSeq(), new WaitFor(null, Duration.ofSeconds(1), Duration.ZERO));
    assertThat(still.reason()).isEqualTo(Reason.SILENT);
    open("go");
    assertThat(wait(task, silent.nextSeq(), null, LONG).reason()).isEqualTo(Reason.ENDED);
  }

  @Test
  void aWaiterThatIsCalledAwayGetsWhereToGoOn() throws Exception {
    TaskId task = start(Map.of("stdout", "a\n"), gate("never"));
    assertThat(wait(task, 0, "a", LONG).reason()).isEqualTo(Reason.MATCHED);
    Patient leaving =
        new Patient() {
          @Override
          public void opened(EventStream stream) {
            stream.close();
          }
        };
    Waits.Answer answer =
        engine.engine().waits().await(CALLER, task, 2, new WaitFor(null, null, LONG), leaving);
    WaitEnd end = ((Waits.Answer.Over) answer).end();
    assertThat(end.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(end.nextSeq()).isEqualTo(2);
    engine.engine().cancellations().cancel(CALLER, task, null, Duration.ZERO);
    engine.ended(task);
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    TaskId task = start();
    engine.ended(task);
    WaitFor end = new WaitFor(null, null, LONG);
    assertThat(engine.engine().waits().await(CALLER, task, 99, end, new Patient()))
        .isEqualTo(new Waits.Answer.CursorBeyondEnd(2));
    TaskId other = TaskId.parse("018f0000-0000-7000-8000-000000000000").orElseThrow();
    assertThat(engine.engine().waits().await(CALLER, other, 0, end, new Patient()))
        .isEqualTo(new Waits.Answer.NoSuchTask());
  }
}
