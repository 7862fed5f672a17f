package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.ToolFacts;
import java.util.Set;

/**
 * Which requests may be sent a second time when it is unknown whether the first arrived.
 *
 * <p>For {@code tools/call} that is what the server said of the tool in the last {@code tools/list}
 * that passed: read-only, or idempotent. A call that carries an {@code idempotency_key} is safe as
 * well, since that is what the key is for. A host may call tools from a list that it kept from
 * another day; for that case AxonTask's own tools are named here. Thread-safe.
 */
final class Repetition {
  private static final Set<String> OWN_TOOLS =
      Set.of(
          "stream_task",
          "wait_task",
          "get_task_status",
          "list_tasks",
          "get_receipt",
          "resume_task",
          "cancel_task");

  /** Of the protocol's methods, those that only read or set; others are learnt to be unknown. */
  private static final Set<String> METHODS =
      Set.of(
          "initialize",
          "ping",
          "completion/complete",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "server/discover",
          "subscriptions/listen",
          "tasks/result",
          "tasks/cancel",
          // An answer to a question that was answered before is ignored (Tasks extension).
          "tasks/update");

  private final KnownTools tools;

  Repetition(KnownTools tools) {
    this.tools = tools;
  }

  boolean allowed(Message.Request request) {
    String method = request.method();
    if (!method.equals("tools/call")) {
      return METHODS.contains(method)
          || method.endsWith("/list")
          || method.endsWith("/get")
          || method.endsWith("/read");
    }
    String tool = String.valueOf(request.details().name());
    ToolFacts known = tools.find(tool);
    return request.details().idempotencyKey()
        || (known == null ? OWN_TOOLS.contains(tool) : known.repeatable());
  }
}
