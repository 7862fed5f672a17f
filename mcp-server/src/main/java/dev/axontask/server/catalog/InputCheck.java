package dev.axontask.server.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** Holds arguments against a schema and says in words what is wrong. Thread-safe. */
public final class InputCheck {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private static final int LONGEST_SHOWN = 100;

  private final Schema schema;
  private final String fields;

  public InputCheck(Map<String, @Nullable Object> schema) {
    JsonNode node = Json.MAPPER.valueToTree(schema);
    this.schema = SCHEMAS.getSchema(node);
    this.fields = String.join(", ", new TreeSet<>(node.path("properties").propertyNames()));
  }

  /** What is wrong, field by field; empty if all is well. */
  public List<FieldProblem> problems(Map<String, @Nullable Object> args) {
    List<FieldProblem> problems = new ArrayList<>();
    JsonNode node = Json.MAPPER.valueToTree(args);
    try {
      for (Error error : schema.validate(node)) {
        problems.add(problem(error));
      }
    } catch (JsonNodeException e) {
      // The validator reads 1e99 as a whole number and cannot compare it.
      problems.add(new FieldProblem("request", "holds a number that is too large for any field"));
    }
    return problems;
  }

  private FieldProblem problem(Error error) {
    String field = field(error);
    return switch (error.getKeyword()) {
      case "additionalProperties" ->
          new FieldProblem(property(field, error), "is not a field here; there are " + fields);
      case "required" -> new FieldProblem(property(field, error), "is missing");
      case "enum" ->
          new FieldProblem(
              field, "is %s; it must be one of %s".formatted(given(error), error.getSchemaNode()));
      case "pattern" -> new FieldProblem(field, "must match " + error.getSchemaNode().asString());
      default -> new FieldProblem(field, error.getMessage());
    };
  }

  private static String given(Error error) {
    String value = String.valueOf(error.getInstanceNode());
    return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "…";
  }

  private static String field(Error error) {
    String pointer = error.getInstanceLocation().toString();
    return pointer.replaceFirst("^[/$.]+", "").replace('/', '.');
  }

  private static String property(String parent, Error error) {
    return parent.isEmpty() ? error.getProperty() : parent + "." + error.getProperty();
  }
}
