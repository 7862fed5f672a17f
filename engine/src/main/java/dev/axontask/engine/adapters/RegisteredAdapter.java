package dev.axontask.engine.adapters;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Readiness;
import dev.axontask.engine.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(RegisteredAdapter.class);

  /** Whether it can run tasks; one that cannot is asked for nothing but its description. */
  public boolean ready() {
    return readiness instanceof Readiness.Ready;
  }

  /**
   * What attempts with these arguments depend on, as it can be stored: without control characters
   * and half pairs, of bounded length. An adapter that fails at the question has one target; one
   * that cannot run tasks is not asked.
   */
  public String target(Map<String, @Nullable Object> args) {
    if (!ready()) {
      return "";
    }
    try {
      StringBuilder kept = new StringBuilder();
      adapter
          .target(args)
          .codePoints()
          .limit(Limits.TARGET_LENGTH)
          .map(c ->
              Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
          .forEach(kept::appendCodePoint);
      return kept.toString();
    } catch (RuntimeException | LinkageError bug) {
      LOG.error("adapter {} cannot tell a target; the adapter as a whole stands for it", name, bug);
      return "";
    }
  }

  /**
   * What is wrong with these arguments: by the schema, and if that has no objection, by the
   * adapter, where that can run tasks.
   */
  public List<ArgsProblem> problems(Map<String, @Nullable Object> args) {
    List<ArgsProblem> bySchema = schema.problems(args);
    return bySchema.isEmpty() && ready() ? new ArrayList<>(adapter.check(args)) : bySchema;
  }
}
