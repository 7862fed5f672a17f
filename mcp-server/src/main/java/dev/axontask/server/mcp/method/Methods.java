package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Catalog;
import java.util.Map;
import java.util.Optional;

/** The shared methods by name. Thread-safe. */
public final class Methods {
  private final Map<String, Method> byName;

  /** Serves one kind of request, blocking. */
  @FunctionalInterface
  public interface Method {
    Outcome run(MethodCall call) throws InterruptedException;
  }

  public Methods(Catalog catalog) {
    ToolMethods tools = new ToolMethods(catalog);
    ResourceMethods resources = new ResourceMethods(catalog.resources());
    PromptMethods prompts = new PromptMethods(catalog);
    byName =
        Map.of(
            "tools/list", tools::list,
            "tools/call", tools::call,
            "resources/list", resources::list,
            "resources/templates/list", resources::templates,
            "resources/read", resources::read,
            "prompts/list", prompts::list,
            "prompts/get", prompts::get,
            "completion/complete", new CompletionMethod(catalog)::complete);
  }

  public Optional<Method> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Map<String, Method> all() {
    return byName;
  }
}
