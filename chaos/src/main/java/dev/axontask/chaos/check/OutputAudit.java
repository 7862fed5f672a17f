package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Order;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds each attempt's output against what was asked for: a beginning of it, byte for byte, and all
 * of it where the task succeeded. For one thread.
 */
final class OutputAudit {
  private final TaskRow task;
  private final @Nullable Order order;
  private final Findings findings;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private int attempt;

  /**
   * @param order what was asked for, if a client of the run did
   */
  OutputAudit(TaskRow task, @Nullable Order order, Findings findings) {
    this.task = task;
    this.order = order;
    this.findings = findings;
  }

  void next(EventRow event) {
    if (event.attempt() != attempt) {
      compare(false);
      output.reset();
      attempt = event.attempt();
    }
    if (event.kind().equals("stdout")) {
      output.writeBytes(event.payload());
    }
    if (event.last()) {
      compare(event.kind().equals("succeeded"));
    }
  }

  private void compare(boolean whole) {
    if (order == null) {
      return;
    }
    String text = output.toString(UTF_8);
    findings.expect(
        whole ? text.equals(order.output()) : order.output().startsWith(text),
        whole ? "output of what succeeded is whole" : "output is a beginning of what was written",
        task.id(),
        "attempt " + attempt + " of " + order.key() + " has " + output.size() + " bytes");
  }
}
