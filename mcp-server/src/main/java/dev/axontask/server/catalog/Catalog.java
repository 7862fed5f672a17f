package dev.axontask.server.catalog;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Outages;
import dev.axontask.server.http.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a server offers. Thread-safe. */
public final class Catalog {
  private static final Logger log = LoggerFactory.getLogger(Catalog.class);

  private final Offer offer;
  private final Map<String, Checked> checks = new ConcurrentHashMap<>();

  private record Checked(Tool tool, InputCheck check) {}

  /**
   * What a server is made of, from the protocol's side.
   *
   * @param instructions for the model, about the tools together
   * @param tools in the order in which hosts should show them
   * @param prompts likewise
   */
  public record Offer(
      String instructions,
      Supplier<List<Tool>> tools,
      Resources resources,
      Supplier<List<Prompt>> prompts,
      Completions completions,
      Changes changes,
      DurableTasks tasks) {}

  public Catalog(Offer offer) {
    this.offer = offer;
  }

  public String instructions() {
    return offer.instructions();
  }

  public Collection<Tool> tools() {
    return offer.tools().get();
  }

  public Optional<Tool> tool(String name) {
    return tools().stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  public Resources resources() {
    return offer.resources();
  }

  public List<Prompt> prompts() {
    return offer.prompts().get();
  }

  public Optional<Prompt> prompt(String name) {
    return prompts().stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }

  public Completions completions() {
    return offer.completions();
  }

  public Changes changes() {
    return offer.changes();
  }

  public DurableTasks tasks() {
    return offer.tasks();
  }

  /** Checks the arguments and runs the tool. What nobody expected becomes a result too. */
  public Answer<ToolResult> call(Tool tool, ToolCall call) throws InterruptedException {
    List<FieldProblem> problems = check(tool).problems(call.args());
    if (!problems.isEmpty()) {
      return ToolResult.invalid(problems);
    }
    try {
      return tool.handler().call(call);
    } catch (RuntimeException e) {
      Problem problem = Outages.problem(e);
      log.error("tool {} failed; the client was told {}", tool.name(), problem.code().word(), e);
      return ToolResult.refused(problem.code().word(), problem.detail());
    }
  }

  /** The newest tool of a name replaces an older one's check. */
  @SuppressWarnings("ReferenceEquality") // Equality would compare whole schemas on each call.
  private InputCheck check(Tool tool) {
    Checked known = checks.get(tool.name());
    if (known == null || known.tool() != tool) {
      known = new Checked(tool, new InputCheck(tool.input()));
      checks.put(tool.name(), known);
    }
    return known.check();
  }
}
