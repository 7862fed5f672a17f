package dev.axontask.engine.adapters;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.axontask.adapter.ArgsProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;

/** The schema of an adapter's arguments (JSON Schema, draft 2020-12). Thread-safe. */
public final class ArgsSchema {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry DRAFT_2020_12 =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** More would only bury the first. */
  private static final int MAX_PROBLEMS = 20;

  private final JsonNode text;
  private final Schema schema;

  private ArgsSchema(JsonNode text, Schema schema) {
    this.text = text;
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException if the text is not the schema of an object that refuses
   *     unknown members
   */
  static ArgsSchema parse(String json) {
    JsonNode text = JSON.readTree(json);
    if (!text.path("type").asString("").equals("object")
        || text.path("additionalProperties").asBoolean(true)) {
      throw new IllegalArgumentException(
          "the args schema has to say type: object and additionalProperties: false");
    }
    Schema schema = DRAFT_2020_12.getSchema(text);
    schema.initializeValidators();
    return new ArgsSchema(text, schema);
  }

  /** Each problem with the path of its field; empty if there are none. */
  List<ArgsProblem> problems(Map<String, @Nullable Object> args) {
    JsonNode value = JSON.valueToTree(args);
    try {
      return schema.validate(value).stream().limit(MAX_PROBLEMS).map(this::problem).toList();
    } catch (JsonNodeException e) {
      // The validator reads 1e99 as a whole number and cannot compare it.
      return List.of(new ArgsProblem("", "hold a number that is too large"));
    }
  }

  private ArgsProblem problem(Error error) {
    String message = error.getMessage();
    if ("additionalProperties".equals(error.getKeyword())) {
      message = "is not known; allowed here are " + allowed(error.getInstanceLocation());
    } else if ("required".equals(error.getKeyword())) {
      message = "is required";
    }
    return new ArgsProblem(field(error), message);
  }

  private static String field(Error error) {
    NodePath path = error.getInstanceLocation();
    Stream<String> names =
        IntStream.range(0, path.getNameCount()).mapToObj(i -> String.valueOf(path.getElement(i)));
    return Stream.concat(names, Stream.ofNullable(error.getProperty()))
        .collect(Collectors.joining("."));
  }

  /**
   * The members that the schema knows at a place, found by walking down its properties and items.
   */
  private String allowed(NodePath place) {
    JsonNode at = text;
    for (int i = 0; i < place.getNameCount(); i++) {
      Object element = place.getElement(i);
      at = element instanceof Integer ? at.path("items") : at.path("properties").path("" + element);
    }
    List<String> names = List.copyOf(at.path("properties").propertyNames());
    return names.isEmpty() ? "no others" : String.join(", ", names);
  }
}
