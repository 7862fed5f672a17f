package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.List;

/** Those that speak while they run, or hang up. */
final class SignalTools {
  private SignalTools() {}

  static List<Tool> all() {
    return List.of(
        FixtureTool.of("test_tool_with_logging", "Logs three times.", SignalTools::logging),
        FixtureTool.of("test_logging_tool", "Logs once.", SignalTools::loggingOnce),
        FixtureTool.of("test_tool_with_progress", "Tells its progress.", SignalTools::progress),
        FixtureTool.of(
            "test_reconnection", "Hangs up before it answers.", SignalTools::reconnection));
  }

  private static ToolResult logging(ToolCall call) {
    for (String words :
        List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
      call.signals().log(Level.INFO, words);
    }
    return Samples.text("Tool with logging executed successfully");
  }

  private static ToolResult loggingOnce(ToolCall call) {
    call.signals().log(Level.INFO, "Logging evaluated");
    return Samples.text("Logging evaluated");
  }

  private static ToolResult progress(ToolCall call) {
    for (int done : new int[] {0, 50, 100}) {
      call.signals().progress(done, 100, "Completed step %d of 100".formatted(done));
    }
    return Samples.text("Tool with progress executed successfully");
  }

  private static ToolResult reconnection(ToolCall call) {
    call.signals().hangUp();
    return Samples.text("Whoever reads this came back for it.");
  }
}
