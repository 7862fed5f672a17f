package dev.axontask.engine.task;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cancels the unfinished tasks that a filter names, a page a call. Each task is canceled by itself:
 * a crash in between leaves some canceled and the others as they were, and the same call goes on
 * with those. A task that changes its state meanwhile may need a second call. Thread-safe.
 */
public final class BulkCancel {
  private static final List<TaskState> UNFINISHED =
      List.of(TaskState.SCHEDULED, TaskState.PENDING, TaskState.RUNNING, TaskState.INPUT_REQUIRED);

  private final TaskDirectory directory;
  private final Cancellations cancellations;

  public BulkCancel(TaskDirectory directory, Cancellations cancellations) {
    this.directory = directory;
    this.cancellations = cancellations;
  }

  /**
   * Which tasks.
   *
   * @param state null for all that are unfinished
   * @param limit 1 to {@value TaskFilter#MAX_LIMIT}
   * @param cursor {@link CancelPage#nextCursor} of the page before
   */
  public record Filter(
      @Nullable TaskState state,
      @Nullable String tag,
      @Nullable String adapter,
      int limit,
      @Nullable String cursor) {}

  /** Where a page begins: {@code running}, or {@code running.01a1...} behind a task. */
  private record Place(TaskState state, @Nullable String behind) {

    static Optional<Place> parse(String text) {
      String[] parts = text.split("\\.", 2);
      return TaskState.ofWord(parts[0])
          .filter(UNFINISHED::contains)
          .filter(state -> parts.length == 1 || TaskId.parse(parts[1]).isPresent())
          .map(state -> new Place(state, parts.length == 1 ? null : parts[1]));
    }

    String text() {
      return behind == null ? state.word() : state.word() + "." + behind;
    }
  }

  /** Whether a page gave this cursor. */
  public static boolean isCursor(String text) {
    return Place.parse(text).isPresent();
  }

  /**
   * Cancels a page of tasks.
   *
   * @param reason as for one
   * @param grace as for one
   * @throws IllegalArgumentException if the state is a finished one, or the cursor not one of ours
   */
  public CancelPage cancel(
      Caller caller, Filter filter, @Nullable String reason, @Nullable Duration grace) {
    Place place = begin(filter);
    List<Cancellation> answers = new ArrayList<>();
    while (true) {
      TaskPage page = page(caller, filter, place, filter.limit() - answers.size());
      for (Task task : page.tasks()) {
        answers.add(cancellations.cancel(caller, task.id(), reason, grace));
      }
      Optional<Place> next = next(filter, place, page);
      if (next.isEmpty() || answers.size() >= filter.limit()) {
        return new CancelPage(answers, next.map(Place::text).orElse(null));
      }
      place = next.get();
    }
  }

  private static Place begin(Filter filter) {
    TaskState state = filter.state();
    if (state != null && !UNFINISHED.contains(state)) {
      throw new IllegalArgumentException("tasks that are " + state.word() + " have ended");
    }
    if (filter.cursor() == null) {
      return new Place(state == null ? UNFINISHED.getFirst() : state, null);
    }
    return Place.parse(filter.cursor())
        .orElseThrow(() -> new IllegalArgumentException("the cursor is not one that a page gave"));
  }

  private TaskPage page(Caller caller, Filter filter, Place place, int limit) {
    return directory.list(
        caller,
        new TaskFilter(place.state(), filter.tag(), filter.adapter(), null, limit, place.behind()));
  }

  private static Optional<Place> next(Filter filter, Place place, TaskPage page) {
    if (page.nextCursor() != null) {
      return Optional.of(new Place(place.state(), page.nextCursor()));
    }
    int following = UNFINISHED.indexOf(place.state()) + 1;
    return filter.state() != null || following == UNFINISHED.size()
        ? Optional.empty()
        : Optional.of(new Place(UNFINISHED.get(following), null));
  }
}
