package dev.axontask.bridge.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.bridge.message.ToolFacts;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the {@code tools/list} answers that passed said of the server's tools. Thread-safe. */
final class KnownTools {
  /** Characters in all, roughly; beyond, the tools that were listed longest ago are forgotten. */
  private static final int MOST = 4 * 1024 * 1024;

  @GuardedBy("this")
  private final Map<String, ToolFacts> tools = new LinkedHashMap<>();

  @GuardedBy("this")
  private long weight;

  synchronized void learn(List<ToolFacts> listed) {
    for (ToolFacts tool : listed) {
      forget(tools.remove(tool.name()));
      tools.put(tool.name(), tool);
      weight += tool.weight();
    }
    Iterator<ToolFacts> eldest = tools.values().iterator();
    while (weight > MOST && eldest.hasNext()) {
      forget(eldest.next());
      eldest.remove();
    }
  }

  @GuardedBy("this")
  private void forget(@Nullable ToolFacts tool) {
    weight -= tool == null ? 0 : tool.weight();
  }

  synchronized @Nullable ToolFacts find(String name) {
    return tools.get(name);
  }
}
