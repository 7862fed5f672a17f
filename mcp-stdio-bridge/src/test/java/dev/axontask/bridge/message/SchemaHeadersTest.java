package dev.axontask.bridge.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which {@code x-mcp-header} annotations count (2026-07-28, "Schema Extension"). */
class SchemaHeadersTest {
  private static ToolFacts tool(String schema) {
    String list =
        "{\"id\":1,\"result\":{\"tools\":[{\"name\":\"t\",\"inputSchema\":" + schema + "}]}}";
    ToolList tools = new MessageReader().tools(list.getBytes(StandardCharsets.UTF_8));
    assertThat(tools.entries()).hasSize(1);
    return tools.entries().getFirst().facts();
  }

  @Test
  void annotatedPropertiesAreFoundAtAnyDepth() {
    ToolFacts tool =
        tool(
            """
            {"properties":{"a":{"x-mcp-header":"A-1","type":"string"},
              "b":{"type":"object","properties":{"c":{"type":"integer","x-mcp-header":"c"}}},
              "d":{"type":["boolean","null"],"x-mcp-header":"D"}}}\
            """);
    assertThat(tool.flaw()).isNull();
    assertThat(tool.headers())
        .containsExactly(
            new ParamHeader("A-1", List.of("a")),
            new ParamHeader("c", List.of("b", "c")),
            new ParamHeader("D", List.of("d")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"properties\":{\"x-mcp-header\":{\"type\":\"object\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"object\",\"default\":{\"x-mcp-header\":\"A\"}}}}",
        "{\"properties\":{\"a\":{\"enum\":[{\"x-mcp-header\":\"A\"}]}}}",
        "true",
        "[]"
      })
  void whatOnlyLooksLikeAnAnnotationIsNone(String schema) {
    assertThat(tool(schema).flaw()).isNull();
    assertThat(tool(schema).headers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":7}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"My Region\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A:B\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Région\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\\r\\nB: c\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"null\",\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"type\":[\"string\",\"object\"],\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"x-mcp-header\":\"A\"}}}",
        "{\"type\":\"object\",\"x-mcp-header\":\"A\"}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},"
            + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}}}",
        "{\"properties\":{\"a\":{\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}",
        "{\"oneOf\":[{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}]}",
        "{\"$defs\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}",
        "{\"patternProperties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}"
      })
  void whatBreaksARuleMakesTheToolInvalid(String schema) {
    assertThat(tool(schema).flaw()).contains("x-mcp-header");
  }
}
