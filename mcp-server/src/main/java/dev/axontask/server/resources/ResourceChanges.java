package dev.axontask.server.resources;

import dev.axontask.engine.Caller;
import dev.axontask.engine.tail.TaskWatch;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.tasks.TaskChanges;
import java.util.Optional;
import java.util.Set;

/**
 * Word of changes to tasks, also under their addresses as resources: a log changes with each event,
 * a status and a receipt when the task stands differently. That a status' {@code last_seq} grows is
 * no change: whoever wants to know watches the log. Thread-safe.
 */
public final class ResourceChanges implements Changes {
  private final TaskChanges tasks;

  public ResourceChanges(TaskChanges tasks) {
    this.tasks = tasks;
  }

  @Override
  public Set<ListKind> lists() {
    return tasks.lists();
  }

  @Override
  public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
    return switch (topic) {
      case Topic.Resource(String uri) ->
          TaskUri.parse(uri)
              .flatMap(at -> tasks.watch(caller, at.task(), watched(at.part()), changed));
      case Topic.Task task -> tasks.watch(caller, task, changed);
      case Topic.Listing list -> tasks.watch(caller, list, changed);
    };
  }

  private static TaskWatch.Of watched(TaskUri.Part part) {
    return switch (part) {
      case STATUS, RECEIPT -> TaskWatch.Of.STANDING;
      case EVENTS -> TaskWatch.Of.EVENTS;
    };
  }
}
