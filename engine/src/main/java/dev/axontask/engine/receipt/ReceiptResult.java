package dev.axontask.engine.receipt;

import dev.axontask.engine.task.TaskState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to a wish for a receipt. */
public sealed interface ReceiptResult {

  /** There is no such task for this caller. */
  record NotFound() implements ReceiptResult {}

  /** The task goes on; a receipt exists once it has ended. */
  record NotFinished(TaskState state, long lastSeq) implements ReceiptResult {}

  /**
   * The task's receipt.
   *
   * @param jws in compact form
   * @param claims its payload as JDK types (docs/receipt-format.md)
   */
  record Receipt(String jws, Map<String, @Nullable Object> claims) implements ReceiptResult {}
}
