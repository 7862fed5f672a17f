package dev.axontask.engine.adapters;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An adapter that was opened.
 *
 * @param name what tasks ask for
 * @param description one sentence for the agent that chooses
 * @param argsSchema JSON Schema of the arguments, as text
 * @param detached whether executions go on without this process
 * @param readiness as of its opening
 */
public record RegisteredAdapter(
    String name,
    String description,
    String argsSchema,
    boolean detached,
    Readiness readiness,
    Adapter adapter,
    ArgsSchema schema) {

  /** Whether it can run tasks; one that cannot is asked for nothing but its description. */
  public boolean ready() {
    return readiness instanceof Readiness.Ready;
  }

  /**
   * What is wrong with these arguments: by the schema, and if that has no objection, by the
   * adapter.
   */
  public List<ArgsProblem> problems(Map<String, @Nullable Object> args) {
    List<ArgsProblem> bySchema = schema.problems(args);
    return bySchema.isEmpty() ? new ArrayList<>(adapter.check(args)) : bySchema;
  }
}
