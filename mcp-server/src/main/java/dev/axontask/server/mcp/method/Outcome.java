package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.InputRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request comes to. Each revision writes it in its own way. */
public sealed interface Outcome {

  /**
   * A result.
   *
   * @param json without what a revision adds
   * @param freshness how long it may be kept; null for methods whose results are not
   */
  record Result(Map<String, @Nullable Object> json, @Nullable Freshness freshness)
      implements Outcome {}

  /**
   * The call stands for a durable task.
   *
   * @param now the result for clients that know nothing of such tasks
   */
  record TaskStarted(String taskId, Result now) implements Outcome {}

  /** The client has to ask somebody; see {@link dev.axontask.server.catalog.Answer.NeedsInput}. */
  record InputRequired(Map<String, InputRequest> requests, Map<String, @Nullable Object> state)
      implements Outcome {}

  /** The client lacks these capabilities. */
  record CapabilityMissing(Map<String, @Nullable Object> required) implements Outcome {}

  /** There is no such resource for this caller. */
  record NoSuchResource(String uri) implements Outcome {}

  /** The parameters are not as they have to be; the detail says how they should be. */
  record InvalidParams(String detail) implements Outcome {}
}
