package dev.axontask.engine.dependency;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.DependencyPolicy;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.TaskState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task ends that cannot run any more: {@code canceled} if what it depends on was canceled, so
 * that a cancel goes through the graph as a cancel; {@code failed} in every other case.
 *
 * @param kind of the terminal event
 */
record UnfulfilledEnd(EventKind kind, EndPayload payload) {
  private static final String ENDED_BY = "dependency";

  /**
   * The end.
   *
   * @param because a dependency that ended and did not succeed
   */
  static UnfulfilledEnd of(DependencyPolicy policy, Dependency because) {
    TaskState state = Objects.requireNonNull(because.endedAs());
    String why = why(policy, because, state);
    return state == TaskState.CANCELED
        ? new UnfulfilledEnd(EventKind.CANCELED, payload(null, why))
        : new UnfulfilledEnd(EventKind.FAILED, payload(error(why), null));
  }

  private static String why(DependencyPolicy policy, Dependency because, TaskState state) {
    return switch (policy) {
      case SUCCESS, ALL ->
          "It depends on task %s, which ended as %s.".formatted(because.task(), state.word());
      case ANY ->
          "None of the tasks that it depends on succeeded: task %s ended as %s."
              .formatted(because.task(), state.word());
    };
  }

  private static AdapterError error(String why) {
    return new AdapterError(
        "dependency_failed",
        why + " Nothing of this task ran; start it again once that is put right.",
        false);
  }

  private static EndPayload payload(@Nullable AdapterError error, @Nullable String reason) {
    return new EndPayload(null, null, error, ENDED_BY, null, reason, 0, 0);
  }
}
