package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.List;

/**
 * Those that ask a person or a model once, whose scenarios are the 2025 revisions'; the handlers
 * are the same as for later ones.
 */
final class AskingTools {
  private static final String KEY = "answer";
  private static final String PROMPT =
      """
      {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
      """;
  private static final String MESSAGE =
      """
      {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
      """;

  /** SEP-1034. */
  private static final String DEFAULTS =
      """
      {"type": "object",
       "properties": {
         "name": {"type": "string", "description": "User name", "default": "John Doe"},
         "age": {"type": "integer", "description": "User age", "default": 30},
         "score": {"type": "number", "description": "User score", "default": 95.5},
         "status": {"type": "string", "description": "User status",
           "enum": ["active", "inactive", "pending"], "default": "active"},
         "verified": {"type": "boolean", "description": "Verified", "default": true}},
       "required": []}
      """;

  /** SEP-1330. */
  private static final String CHOICES =
      """
      {"type": "object",
       "properties": {
         "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
         "titledSingle": {"type": "string", "oneOf": [
           {"const": "value1", "title": "First Option"},
           {"const": "value2", "title": "Second Option"},
           {"const": "value3", "title": "Third Option"}]},
         "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
           "enumNames": ["Option One", "Option Two", "Option Three"]},
         "untitledMulti": {"type": "array", "minItems": 1, "maxItems": 3,
           "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
         "titledMulti": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"anyOf": [
           {"const": "value1", "title": "First Choice"},
           {"const": "value2", "title": "Second Choice"},
           {"const": "value3", "title": "Third Choice"}]}}},
       "required": []}
      """;

  private AskingTools() {}

  static List<Tool> all() {
    return List.of(
        FixtureTool.of("test_sampling", "Asks a model.", PROMPT, AskingTools::sampling),
        FixtureTool.of("test_elicitation", "Asks a person.", MESSAGE, AskingTools::elicitation),
        form("test_elicitation_sep1034_defaults", "Asks with defaults.", DEFAULTS),
        form("test_elicitation_sep1330_enums", "Asks with choices.", CHOICES));
  }

  private static Tool form(String name, String description, String schema) {
    InputRequest request = Questions.form("Please look through the fields", schema);
    return FixtureTool.of(name, description, call -> answered(call, request));
  }

  private static Answer<ToolResult> elicitation(ToolCall call) {
    return answered(
        call, Questions.form(String.valueOf(call.args().get("message")), "response", "string"));
  }

  private static Answer<ToolResult> answered(ToolCall call, InputRequest request) {
    return call.inputs()
        .response(KEY)
        .<Answer<ToolResult>>map(response ->
            Samples.text(
                "User response: action=%s, content=%s"
                    .formatted(response.get("action"), response.get("content"))))
        .orElseGet(() -> Questions.ask(KEY, request));
  }

  private static Answer<ToolResult> sampling(ToolCall call) {
    return Questions.sampled(call.inputs(), KEY)
        .<Answer<ToolResult>>map(text -> Samples.text("LLM response: " + text))
        .orElseGet(
            () -> Questions.ask(KEY, Questions.sample(String.valueOf(call.args().get("prompt")))));
  }
}
