package dev.axontask.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs one kind of work. Found by {@link java.util.ServiceLoader}; one instance serves the process,
 * and every method but {@link #open} and {@link #close} is called from many threads at once.
 */
public interface Adapter extends AutoCloseable {

  /** The name that tasks ask for: {@code [a-z][a-z0-9_-]{0,31}}. */
  String name();

  /** One sentence for the agent that chooses an adapter. */
  String description();

  /**
   * The JSON Schema (draft 2020-12) of a task's {@code args}: an object schema with {@code
   * additionalProperties: false}. Checked before a task is accepted.
   */
  String argsSchema();

  /** Whether executions go on, with their output kept, while no server process is alive. */
  boolean detached();

  /**
   * Whether executions may report {@link Report.InputRequired}. One of an adapter that does not say
   * so ends the attempt as a fault of the adapter.
   */
  default boolean asksForInput() {
    return false;
  }

  /**
   * Whether an execution with these arguments takes {@link Input.Bytes} while it runs.
   *
   * @param args already valid against {@link #argsSchema}
   */
  default boolean takesBytes(Map<String, @Nullable Object> args) {
    return false;
  }

  /** Whether executions take {@link Input.Signal} while they run. */
  default boolean takesSignals() {
    return false;
  }

  /** How to start a task so that it takes bytes, for whoever tried: an imperative sentence. */
  default String howToTakeBytes() {
    return "Use an adapter that takes input.";
  }

  /**
   * Prepares the adapter. Called once, before any other method but the descriptive ones above.
   *
   * @return whether tasks can be run, and if not, what the operator has to do
   */
  Readiness open(AdapterContext context);

  /**
   * What the schema cannot say, checked before a task is accepted: for example that a folder is one
   * that configuration allows. Must not block.
   *
   * @param args already valid against {@link #argsSchema}
   * @return the problems, empty if there are none
   */
  List<ArgsProblem> check(Map<String, @Nullable Object> args);

  /**
   * The outside thing that attempts with these arguments depend on, such as a host or an
   * application: while attempts at one fail {@linkplain AdapterError#temporary() transiently}, one
   * after the other, further tasks of the same target wait. Must not block.
   *
   * @param args already valid against {@link #argsSchema}
   * @return at most 200 characters, of more the first are taken; empty for the adapter as a whole
   */
  default String target(Map<String, @Nullable Object> args) {
    return "";
  }

  /**
   * Starts the work of an attempt. When this returns, the execution is such that {@link #reattach}
   * in another process finds it, if the adapter is {@linkplain #detached() detached}.
   *
   * @throws AdapterException if the work could not be started; nothing of it runs then
   */
  Execution start(Attempt attempt) throws AdapterException, InterruptedException;

  /**
   * Finds what an earlier process on this host started for the attempt, running or ended.
   *
   * @param from where the log ends: the execution reports what comes after this, and only that
   * @return empty if this host holds nothing of it, so that its outcome cannot be learnt here
   */
  Optional<Execution> reattach(Attempt attempt, ResumePoint from)
      throws AdapterException, InterruptedException;

  /**
   * Removes what an attempt left on this host: files, processes, mounts. Called after its end is
   * durable, and again after a crash; doing it twice is no error.
   */
  void cleanUp(AttemptId attempt);

  /**
   * Tells the adapter that this host's worker still holds its lease. Executions that are not told
   * so for {@link AdapterContext#hostGrace} end themselves.
   */
  void hostIsAlive();

  /** Releases the adapter's own resources; detached executions are left running. */
  @Override
  void close();
}
