package dev.axontask.server.resources;

import dev.axontask.engine.TaskId;
import java.util.Optional;

/** The address of a task, or of a part of it: {@code axontask://tasks/{id}/events}. */
record TaskUri(TaskId task, Part part) {
  private static final String TASKS = "axontask://tasks/";

  /** What can be read of a task. */
  enum Part {
    STATUS(""),
    EVENTS("/events"),
    RECEIPT("/receipt");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }

    /** RFC 6570, level 1. */
    String template() {
      return TASKS + "{id}" + suffix;
    }

    String of(TaskId task) {
      return TASKS + task + suffix;
    }
  }

  /** Reads an address; empty if it is none of ours. */
  static Optional<TaskUri> parse(String uri) {
    if (!uri.startsWith(TASKS)) {
      return Optional.empty();
    }
    String rest = uri.substring(TASKS.length());
    int slash = rest.indexOf('/');
    String suffix = slash < 0 ? "" : rest.substring(slash);
    return TaskId.parse(slash < 0 ? rest : rest.substring(0, slash))
        .flatMap(id -> part(suffix).map(part -> new TaskUri(id, part)));
  }

  private static Optional<Part> part(String suffix) {
    for (Part part : Part.values()) {
      if (part.suffix.equals(suffix)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return part.of(task);
  }
}
