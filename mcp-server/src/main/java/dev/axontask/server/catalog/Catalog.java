package dev.axontask.server.catalog;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Outages;
import dev.axontask.server.http.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All tools of a server, by name. Immutable. */
public final class Catalog {
  private static final Logger log = LoggerFactory.getLogger(Catalog.class);

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final Map<String, InputCheck> checks = new LinkedHashMap<>();
  private final String instructions;

  /**
   * Holds these tools.
   *
   * @param instructions for the model, about the tools together
   */
  public Catalog(String instructions, List<Tool> tools) {
    this.instructions = instructions;
    for (Tool tool : tools) {
      this.tools.put(tool.name(), tool);
      checks.put(tool.name(), new InputCheck(tool.input()));
    }
  }

  public String instructions() {
    return instructions;
  }

  /** In the order in which hosts should show them. */
  public Collection<Tool> tools() {
    return tools.values();
  }

  public Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** Checks the arguments and runs the tool. What nobody expected becomes a result too. */
  public ToolResult call(Tool tool, ToolCall call) throws InterruptedException {
    InputCheck check = checks.get(tool.name());
    List<FieldProblem> problems = check == null ? List.of() : check.problems(call.args());
    if (!problems.isEmpty()) {
      return Refusals.fields(problems);
    }
    try {
      return tool.handler().call(call);
    } catch (RuntimeException e) {
      Problem problem = Outages.problem(e);
      log.error("tool {} failed; the client was told {}", tool.name(), problem.code().word(), e);
      return ToolResult.refused(problem.code().word(), problem.detail());
    }
  }
}
