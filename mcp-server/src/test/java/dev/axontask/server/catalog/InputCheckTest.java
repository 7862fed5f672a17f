package dev.axontask.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputCheckTest {
  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "required": ["name"],
       "properties": {
         "name": {"type": "string"},
         "nothing": {"type": "object", "additionalProperties": false},
         "a/b": {"$ref": "#/$defs/pair"},
         "list": {"type": "array", "items": {"$ref": "#/$defs/pair"}}},
       "$defs": {"pair": {"type": "object", "additionalProperties": false,
                          "properties": {"right": {}, "left": {}}}}}
      """;

  private final InputCheck check = new InputCheck(Json.object(Json.tree(bytes(SCHEMA))));

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "n", "colour": 1}              | colour         | a/b, list, name, nothing
          {"name": "n", "list": [{}, {"up": 1}]}  | list.1.up      | left, right
          {"name": "n", "a/b": {"up": 1}}         | a/b.up         | left, right
          {"name": "n", "nothing": {"up": 1}}     | nothing.up     | none
          """)
  void aFieldThatIsNoneIsAnsweredWithThoseOfItsOwnObject(String args, String field, String fields) {
    assertThat(check.problems(Json.object(bytes(args))))
        .containsExactly(new FieldProblem(field, "is not a field here; there are " + fields));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(check.problems(Map.of())).containsExactly(new FieldProblem("name", "is missing"));
  }
}
