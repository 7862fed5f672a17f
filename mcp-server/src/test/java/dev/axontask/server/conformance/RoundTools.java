package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Those whose calls take several round trips (2026-07-28, basic/patterns/mrtr). */
final class RoundTools {
  private static final String TOOL = "test_input_required_result_";

  private RoundTools() {}

  static List<Tool> all() {
    return List.of(
        of("elicitation", RoundTools::elicitation),
        of("sampling", RoundTools::sampling),
        of("list_roots", RoundTools::listRoots),
        of("request_state", call -> confirmed(call, "request-state", "state-ok")),
        of("tampered_state", call -> confirmed(call, "tamper-test", "integrity-ok")),
        of("multiple_inputs", RoundTools::multipleInputs),
        of("multi_round", RoundTools::multiRound),
        of("capabilities", RoundTools::capabilities),
        FixtureTool.of(
            "test_streaming_elicitation", "Asks within a stream.", RoundTools::streaming),
        FixtureTool.of("test_missing_capability", "Needs a model.", RoundTools::missingCapability));
  }

  private static Tool of(String name, Tool.Handler handler) {
    return FixtureTool.of(TOOL + name, "Takes several round trips: " + name, handler);
  }

  private static InputRequest name() {
    return Questions.form("What is your name?", "name", "string");
  }

  private static Answer<ToolResult> elicitation(ToolCall call) {
    return Questions.field(call.inputs(), "user_name", "name")
        .<Answer<ToolResult>>map(name -> Samples.text("Hello, %s!".formatted(name)))
        .orElseGet(() -> Questions.ask("user_name", name()));
  }

  private static Answer<ToolResult> sampling(ToolCall call) {
    return Questions.sampled(call.inputs(), "capital_question")
        .<Answer<ToolResult>>map(text -> Samples.text("Sampling result: " + text))
        .orElseGet(() ->
            Questions.ask("capital_question", Questions.sample("What is the capital of France?")));
  }

  private static Answer<ToolResult> listRoots(ToolCall call) {
    return Questions.roots(call.inputs(), "client_roots")
        .<Answer<ToolResult>>map(roots -> Samples.text("Found %d root(s)".formatted(roots)))
        .orElseGet(() -> Questions.ask("client_roots", Questions.ROOTS));
  }

  private static Answer<ToolResult> confirmed(ToolCall call, String kind, String words) {
    boolean ours = kind.equals(call.inputs().state().get("kind"));
    if (ours && Questions.field(call.inputs(), "confirm", "ok").isPresent()) {
      return Samples.text(words + ": the state came back");
    }
    InputRequest confirm = Questions.form("Please confirm", "ok", "boolean");
    return Questions.ask(Map.of("confirm", confirm), Map.of("kind", kind));
  }

  private static Answer<ToolResult> multipleInputs(ToolCall call) {
    Optional<String> name = Questions.field(call.inputs(), "user_name", "name");
    Optional<String> greeting = Questions.sampled(call.inputs(), "greeting");
    Optional<Integer> roots = Questions.roots(call.inputs(), "client_roots");
    if (name.isPresent() && greeting.isPresent() && roots.isPresent()) {
      return Samples.text(
          "Name: %s; Greeting: %s; Roots: %d".formatted(name.get(), greeting.get(), roots.get()));
    }
    return Questions.ask(
        Map.of(
            "user_name", name(),
            "greeting", Questions.sample("Generate a greeting"),
            "client_roots", Questions.ROOTS),
        Map.of("kind", "multiple-inputs"));
  }

  private static Answer<ToolResult> multiRound(ToolCall call) {
    Object name = call.inputs().state().get("name");
    Optional<String> color = Questions.field(call.inputs(), "step2", "color");
    if (name != null && color.isPresent()) {
      return Samples.text("Complete for %s who likes %s".formatted(name, color.get()));
    }
    return Questions.field(call.inputs(), "step1", "name")
        .<Answer<ToolResult>>map(given ->
            Questions.ask(
                Map.of(
                    "step2",
                    Questions.form("Step 2: What is your favorite color?", "color", "string")),
                Map.of("name", given)))
        .orElseGet(() ->
            Questions.ask(
                Map.of("step1", Questions.form("Step 1: What is your name?", "name", "string")),
                Map.of("round", 1)));
  }

  private static Answer<ToolResult> capabilities(ToolCall call) {
    if (!call.inputs().responses().isEmpty()) {
      return Samples.text("capabilities-ok: " + call.inputs().responses().keySet());
    }
    Map<String, InputRequest> requests = new LinkedHashMap<>();
    for (InputRequest request : List.of(name(), Questions.sample("Sample request"))) {
      if (call.client().can(request.method())) {
        requests.put(request.method().capability(), request);
      }
    }
    return requests.isEmpty()
        ? Samples.text("No supported capabilities declared")
        : Questions.ask(requests, Map.of("kind", "capabilities-test"));
  }

  private static Answer<ToolResult> streaming(ToolCall call) {
    call.signals().progress(50, 100, "Half of it");
    return elicitation(call);
  }

  private static Answer<ToolResult> missingCapability(ToolCall call) {
    return call.client().can(InputRequest.Method.SAMPLING)
        ? Samples.text("Success")
        : new Answer.NeedsCapability<>(Map.of("sampling", Map.of()));
  }
}
