package dev.axontask.server.tasks;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.tail.EventReader;
import dev.axontask.engine.tail.TaskWatch;
import dev.axontask.engine.tail.Watching;
import dev.axontask.server.catalog.Changes;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when a task stands differently: its state, its progress, what it asks. */
public final class TaskChanges implements Changes {
  private static final Logger log = LoggerFactory.getLogger(TaskChanges.class);

  private final EventReader reader;

  public TaskChanges(EventReader reader) {
    this.reader = reader;
  }

  @Override
  public Set<ListKind> lists() {
    return Set.of();
  }

  @Override
  public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
    return switch (topic) {
      case Topic.Task(String id) ->
          TaskId.parse(id).flatMap(task -> watch(caller, task, TaskWatch.Of.STANDING, changed));
      case Topic.Listing none -> Optional.empty();
      case Topic.Resource none -> Optional.empty();
    };
  }

  /** Watches one task; empty if the caller has none of that id. */
  public Optional<Watch> watch(Caller caller, TaskId task, TaskWatch.Of what, Runnable changed) {
    return switch (reader.watch(caller, task, what, changed)) {
      case Watching.Opened(TaskWatch watch) -> Optional.of(watch::close);
      case Watching.NoSuchTask none -> Optional.empty();
      case Watching.TooMany tooMany -> {
        log.warn("task {} is not watched: this process watches as many as it can", task);
        yield Optional.empty();
      }
    };
  }
}
