package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import dev.axontask.engine.task.FieldProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that tool calls stand for, as the extension {@code io.modelcontextprotocol/tasks} shows
 * them. Every method checks the caller's right to the task. Thread-safe.
 */
public interface DurableTasks {
  /** Of a server whose tools all answer at once. */
  DurableTasks NONE =
      new DurableTasks() {
        @Override
        public Optional<View> find(Caller caller, String id) {
          return Optional.empty();
        }

        @Override
        public Update update(Caller caller, String id, Map<String, ?> responses) {
          return new Update.NoSuchTask();
        }

        @Override
        public boolean cancel(Caller caller, String id) {
          return false;
        }
      };

  /** How a task stands; empty if the caller has none of that id. */
  Optional<View> find(Caller caller, String id);

  /**
   * Hands over answers to a task's {@link View#inputRequests}; those to other keys are ignored.
   * They are durable when this returns.
   */
  Update update(Caller caller, String id, Map<String, ?> responses);

  /**
   * Asks a task to stop; one that has ended is left as it is.
   *
   * @return false if the caller has no such task
   */
  boolean cancel(Caller caller, String id);

  /** What became of answers. */
  sealed interface Update {
    /** Those that were asked for are durable. */
    record Taken() implements Update {}

    /** The caller has no such task. */
    record NoSuchTask() implements Update {}

    /** Some are not what was asked for; none was taken. */
    record Invalid(List<FieldProblem> problems) implements Update {}
  }

  /** The extension's states. */
  enum Status {
    WORKING,
    INPUT_REQUIRED,
    COMPLETED,
    CANCELLED,
    FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A {@code DetailedTask}.
   *
   * @param message a few words for a person
   * @param ttl from creation on; null for unlimited
   * @param inputRequests what it waits for, by key; empty unless {@code INPUT_REQUIRED}
   * @param result what the tool call would have answered; null unless {@code COMPLETED}
   * @param error of JSON-RPC; null unless {@code FAILED}
   */
  record View(
      String id,
      Status status,
      @Nullable String message,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Duration ttl,
      Duration pollInterval,
      Map<String, InputRequest> inputRequests,
      @Nullable ToolResult result,
      @Nullable Failure error) {}

  /** An error of JSON-RPC. */
  record Failure(int code, String message) {}
}
