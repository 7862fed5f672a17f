package dev.axontask.engine.dependency;

import static dev.axontask.engine.task.DependencyPolicy.ALL;
import static dev.axontask.engine.task.DependencyPolicy.ANY;
import static dev.axontask.engine.task.DependencyPolicy.SUCCESS;
import static dev.axontask.engine.task.TaskState.CANCELED;
import static dev.axontask.engine.task.TaskState.DEAD_LETTER;
import static dev.axontask.engine.task.TaskState.FAILED;
import static dev.axontask.engine.task.TaskState.LOST;
import static dev.axontask.engine.task.TaskState.SUCCEEDED;
import static dev.axontask.engine.task.TaskState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When a task may run, and when it never can. */
class FulfilmentTest {
  private static final @Nullable TaskState GOES_ON = null;

  private static List<Dependency> on(@Nullable TaskState... states) {
    List<Dependency> on = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      on.add(new Dependency(new TaskId(new UUID(0, i)), states[i]));
    }
    return on;
  }

  private static Arguments row(
      DependencyPolicy policy, List<Dependency> on, String word, int because) {
    return Arguments.of(policy, on, word, because);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row(SUCCESS, on(GOES_ON), "wait", -1),
        row(SUCCESS, on(SUCCEEDED, GOES_ON), "wait", -1),
        row(SUCCESS, on(SUCCEEDED, SUCCEEDED), "release", -1),
        row(SUCCESS, on(GOES_ON, FAILED), "never", 1),
        row(SUCCESS, on(SUCCEEDED, LOST, CANCELED), "never", 1),
        row(ANY, on(GOES_ON, GOES_ON), "wait", -1),
        row(ANY, on(FAILED, GOES_ON), "wait", -1),
        row(ANY, on(GOES_ON, SUCCEEDED), "release", -1),
        row(ANY, on(FAILED, SUCCEEDED), "release", -1),
        row(ANY, on(FAILED, TIMED_OUT), "never", 0),
        row(ALL, on(SUCCEEDED, GOES_ON), "wait", -1),
        row(ALL, on(FAILED, GOES_ON), "wait", -1),
        row(ALL, on(FAILED, CANCELED, LOST, TIMED_OUT, DEAD_LETTER, SUCCEEDED), "release", -1));
  }

  @ParameterizedTest
  @MethodSource("table")
  void thePolicyDecides(
      DependencyPolicy policy, List<Dependency> on, String expected, int because) {
    String word =
        switch (Fulfilment.of(policy, on)) {
          case Fulfilment.Wait wait -> "wait";
          case Fulfilment.Release release -> "release";
          case Fulfilment.Unfulfillable(Dependency named) -> "never" + on.indexOf(named);
        };

    assertThat(word).isEqualTo(because < 0 ? expected : expected + because);
  }

  @ParameterizedTest
  @EnumSource(DependencyPolicy.class)
  void whatWasDecidedIsRightWhateverComesLater(DependencyPolicy policy) {
    List<TaskState> ends = Arrays.stream(TaskState.values()).filter(TaskState::terminal).toList();
    for (TaskState first : ends) {
      Fulfilment early = Fulfilment.of(policy, on(first, GOES_ON));
      for (TaskState second : ends) {
        Fulfilment late = Fulfilment.of(policy, on(first, second));
        assertThat(early instanceof Fulfilment.Wait || early.getClass() == late.getClass())
            .as("%s: %s, then %s", policy, first, second)
            .isTrue();
      }
    }
  }

  @Test
  void aCancelGoesOnAsACancelAndEverythingElseAsAFailure() {
    Dependency canceled = on(CANCELED).getFirst();
    Dependency lost = on(LOST).getFirst();

    UnfulfilledEnd afterCancel = UnfulfilledEnd.of(SUCCESS, canceled);
    UnfulfilledEnd afterLoss = UnfulfilledEnd.of(SUCCESS, lost);

    assertThat(afterCancel.kind()).isEqualTo(EventKind.CANCELED);
    assertThat(afterCancel.payload().error()).isNull();
    assertThat(afterCancel.payload().reason())
        .isEqualTo("It depends on task " + canceled.task() + ", which ended as canceled.");
    assertThat(afterLoss.kind()).isEqualTo(EventKind.FAILED);
    assertThat(afterLoss.payload().error())
        .satisfies(error -> {
          assertThat(error.code()).isEqualTo("dependency_failed");
          assertThat(error.message()).contains(lost.task().toString(), "lost");
          assertThat(error.temporary()).isFalse();
        });
  }
}
