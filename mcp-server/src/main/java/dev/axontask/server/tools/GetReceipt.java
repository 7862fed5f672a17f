package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code get_receipt}: the signed statement of what was run and how it ended. */
final class GetReceipt {
  private GetReceipt() {}

  static Tool tool(Engine engine, StreamUrls urls) {
    return new Tool(
        "get_receipt",
        "Get the signed receipt",
        """
        The signed receipt of a finished task: what was asked for, how it ended, how many events, and the head of their hash chain. \
        receipt is a compact JWS (EdDSA); its claims are given decoded; the public keys are at keys_url. \
        Hand it to whoever has to believe the result: ./axontask verify checks it without this server. \
        A task that has not ended has none yet (task_not_finished).
        """
            .strip(),
        new Fields().must("task_id", Fields.taskId()).object(),
        new Fields()
            .must("receipt", Types.about(Types.text(), "A JWS in compact form."))
            .must("claims", Types.object())
            .must("keys_url", Types.text())
            .object(),
        new Tool.Hints(true, false, true, false),
        call -> receipt(engine, urls, call));
  }

  private static ToolResult receipt(Engine engine, StreamUrls urls, ToolCall call) {
    Optional<TaskId> id = TaskId.parse(String.valueOf(new Args(call.args()).text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    return switch (engine.receipts().receipt(call.caller(), id.get())) {
      case ReceiptResult.NotFound none -> Refusals.noSuchTask(id.get());
      case ReceiptResult.NotFinished going ->
          ToolResult.refused(
              "task_not_finished",
              "The task is %s; its receipt exists once it has ended. Follow it with stream_task."
                  .formatted(going.state().word()));
      case ReceiptResult.Receipt receipt -> signed(receipt, urls);
    };
  }

  private static ToolResult signed(ReceiptResult.Receipt receipt, StreamUrls urls) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("receipt", receipt.jws());
    json.put("claims", receipt.claims());
    json.put("keys_url", urls.keys());
    return ToolResult.of(receipt.jws() + "\n[keys at " + urls.keys() + "]", json);
  }
}
