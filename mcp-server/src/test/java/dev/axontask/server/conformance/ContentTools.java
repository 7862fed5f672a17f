package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolResult;
import java.util.List;

/** One for each kind of content, an error, and schemas with everything that 2020-12 knows. */
final class ContentTools {
  /** The suite looks for each of these words. */
  private static final String SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "$defs": {"address": {"$anchor": "addressDef", "type": "object",
         "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
       "properties": {
         "name": {"type": "string"},
         "address": {"$ref": "#/$defs/address"},
         "contactMethod": {"type": "string", "enum": ["phone", "email"]},
         "phone": {"type": "string"},
         "email": {"type": "string"}},
       "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
       "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
       "then": {"required": ["phone"]},
       "else": {"required": ["email"]},
       "additionalProperties": false}
      """;

  private static final String MIRRORED =
      """
      {"type": "object",
       "properties": {
         "region": {"type": "string", "x-mcp-header": "Region"},
         "priority": {"type": "integer", "x-mcp-header": "Priority"},
         "urgent": {"type": "boolean", "x-mcp-header": "Urgent"},
         "query": {"type": "string"}},
       "required": ["region"],
       "additionalProperties": false}
      """;

  private ContentTools() {}

  static List<Tool> all() {
    return List.of(
        FixtureTool.of(
            "test_simple_text",
            "Answers with text.",
            _ -> Samples.text("This is a simple text response for testing.")),
        FixtureTool.of(
            "test_image_content", "Answers with a picture.", _ -> ToolResult.of(Samples.image())),
        FixtureTool.of(
            "test_audio_content",
            "Answers with a sound.",
            _ -> ToolResult.of(new Content.Audio(Samples.WAV, "audio/wav"))),
        FixtureTool.of(
            "test_embedded_resource",
            "Answers with a resource.",
            _ -> ToolResult.of(embedded("test://embedded-resource", "text/plain", "Embedded."))),
        FixtureTool.of(
            "test_multiple_content_types", "Answers with three kinds of content.", _ -> mixed()),
        FixtureTool.of(
            "test_error_handling",
            "Always fails.",
            _ -> ToolResult.failed("This tool intentionally returns an error for testing")),
        FixtureTool.of(
            "json_schema_2020_12_tool",
            "Its schema uses much of JSON Schema 2020-12.",
            SCHEMA,
            call -> Samples.text("Called with " + call.args())),
        FixtureTool.of(
            "test_mirrored_arguments",
            "Some of its arguments are mirrored in headers.",
            MIRRORED,
            call -> Samples.text("Called with " + call.args())));
  }

  private static ToolResult mixed() {
    return ToolResult.of(
        new Content.Text("Multiple content types test:"),
        Samples.image(),
        embedded("test://mixed-content-resource", "application/json", "{\"test\": \"data\"}"));
  }

  private static Content.Embedded embedded(String uri, String mimeType, String text) {
    return new Content.Embedded(new ResourceContent.Text(uri, mimeType, text));
  }
}
