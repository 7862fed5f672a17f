package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Completions;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parts of the protocol a catalogue fills: what is declared is served, and nothing else. */
final class Offered {
  static final String TASKS = "io.modelcontextprotocol/tasks";

  private final Catalog catalog;

  Offered(Catalog catalog) {
    this.catalog = catalog;
  }

  /** {@code ServerCapabilities}. */
  Map<String, @Nullable Object> capabilities() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("tools", changing(ListKind.TOOLS));
    if (prompts()) {
      all.put("prompts", changing(ListKind.PROMPTS));
    }
    if (resources()) {
      Map<String, @Nullable Object> resources = changing(ListKind.RESOURCES);
      if (changes()) {
        resources.put("subscribe", true);
      }
      all.put("resources", resources);
    }
    if (completions()) {
      all.put("completions", Map.of());
    }
    all.put("logging", Map.of());
    if (tasks()) {
      all.put("extensions", Map.of(TASKS, Map.of()));
    }
    return all;
  }

  /** Whether a method has something to work on. */
  boolean serves(String method) {
    return switch (method) {
      case "server/discover", "tools/list", "tools/call", "subscriptions/listen" -> true;
      case "prompts/list", "prompts/get" -> prompts();
      case "resources/list", "resources/templates/list", "resources/read" -> resources();
      case "completion/complete" -> completions();
      case "tasks/get", "tasks/update", "tasks/cancel" -> tasks();
      default -> false;
    };
  }

  private Map<String, @Nullable Object> changing(ListKind kind) {
    Map<String, @Nullable Object> capability = new LinkedHashMap<>();
    if (catalog.changes().lists().contains(kind)) {
      capability.put("listChanged", true);
    }
    return capability;
  }

  private boolean prompts() {
    return !catalog.prompts().isEmpty() || catalog.changes().lists().contains(ListKind.PROMPTS);
  }

  private boolean resources() {
    return !catalog.resources().equals(Resources.NONE);
  }

  private boolean completions() {
    return !catalog.completions().equals(Completions.NONE);
  }

  private boolean changes() {
    return !catalog.changes().equals(Changes.NONE);
  }

  private boolean tasks() {
    return !catalog.tasks().equals(DurableTasks.NONE);
  }
}
