package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds what a server answers against its own OpenAPI document. */
final class Shapes {
  private Shapes() {}

  static void assertShape(Http http, String name, Http.Answer answer) throws Exception {
    assertThat(problems(http, name, answer.json())).as(name + ": " + answer.raw().body()).isEmpty();
  }

  /** What of it the schema does not allow. */
  static List<String> problems(Http http, String name, JsonNode value) throws Exception {
    JsonNode document = http.get("/openapi.json").json();
    ObjectNode schema = Json.MAPPER.createObjectNode();
    schema.put("$ref", "#/components/schemas/" + name);
    schema.set("components", document.required("components"));
    Schema compiled =
        SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema((JsonNode) schema);
    List<String> problems = new ArrayList<>();
    compiled.validate(value).forEach(problem -> problems.add(problem.toString()));
    return problems;
  }
}
