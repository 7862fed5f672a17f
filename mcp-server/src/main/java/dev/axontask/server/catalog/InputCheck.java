package dev.axontask.server.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** Holds arguments against a schema and says in words what is wrong. Thread-safe. */
public final class InputCheck {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private static final int LONGEST_SHOWN = 100;

  private final Schema schema;
  private final JsonNode text;

  public InputCheck(Map<String, @Nullable Object> schema) {
    this.text = Json.MAPPER.valueToTree(schema);
    this.schema = SCHEMAS.getSchema(text);
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
          new FieldProblem(
              property(field, error), "is not a field here; there are " + fieldsBeside(error));
      case "required" -> new FieldProblem(property(field, error), "is missing");
      case "enum" ->
          new FieldProblem(
              field, "is %s; it must be one of %s".formatted(given(error), error.getSchemaNode()));
      case "pattern" -> new FieldProblem(field, "must match " + error.getSchemaNode().asString());
      default -> new FieldProblem(field, error.getMessage());
    };
  }

  /** The fields of the very object that has one too many. */
  private String fieldsBeside(Error error) {
    NodePath keyword = error.getSchemaLocation().getFragment();
    JsonPointer object = JsonPointer.empty();
    for (int i = 0; i < keyword.getNameCount() - 1; i++) {
      object = object.appendProperty(keyword.getName(i));
    }
    Set<String> names = new TreeSet<>(text.at(object).path("properties").propertyNames());
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String given(Error error) {
    String value = String.valueOf(error.getInstanceNode());
    return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "…";
  }

  private static String field(Error error) {
    NodePath place = error.getInstanceLocation();
    return IntStream.range(0, place.getNameCount())
        .mapToObj(place::getName)
        .collect(Collectors.joining("."));
  }

  private static String property(String parent, Error error) {
    return parent.isEmpty() ? error.getProperty() : parent + "." + error.getProperty();
  }
}
