package dev.axontask.adapter.fly;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Fly publishes of its API ({@code published.json}), and whether a request holds to it. */
final class Published {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /**
   * An operation that a request means.
   *
   * @param id as published, such as {@code Machines_create}
   * @param machine from the path; empty if it has none
   */
  record Operation(String id, String app, String machine, JsonNode described) {}

  private final JsonNode description = read();
  private final Map<String, Schema> schemas = new HashMap<>();

  private static JsonNode read() {
    try (InputStream file =
        Objects.requireNonNull(Published.class.getResourceAsStream("published.json"))) {
      return JSON.readTree(file.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Empty if nothing of the kind is published. */
  Optional<Operation> operation(String method, String path) {
    for (Map.Entry<String, JsonNode> at : description.path("paths").properties()) {
      Matcher matcher =
          Pattern.compile(at.getKey().replaceAll("\\{[a-z_]+}", "([^/]+)")).matcher(path);
      JsonNode described = at.getValue().path(method.toLowerCase(java.util.Locale.ROOT));
      if (matcher.matches() && described.isObject()) {
        String machine = matcher.groupCount() > 1 ? matcher.group(2) : "";
        String id = described.path("operationId").asString();
        return Optional.of(new Operation(id, matcher.group(1), machine, described));
      }
    }
    return Optional.empty();
  }

  /** What about a request is not as published. */
  List<String> problems(
      Operation operation, Map<String, List<String>> query, List<String> headers, String body) {
    List<String> problems = new ArrayList<>();
    JsonNode described = operation.described();
    query.forEach((name, values) -> {
      String prefix = described.path("queryPrefix").asString("");
      boolean known =
          described.path("query").valueStream().anyMatch(n -> n.asString().equals(name))
              || (!prefix.isEmpty() && name.startsWith(prefix));
      JsonNode allowed = described.path("queryEnum").path(name);
      boolean fits =
          !allowed.isArray()
              || allowed.valueStream().map(JsonNode::asString).toList().containsAll(values);
      if (!known || !fits) {
        problems.add("query " + name + "=" + values);
      }
    });
    for (JsonNode header : described.path("headers")) {
      if (!headers.contains(header.asString())) {
        problems.add("header " + header.asString() + " is missing");
      }
    }
    if (described.has("request")) {
      problems.addAll(problems(operation, "request", JSON.readTree(body)));
    } else if (!body.isEmpty()) {
      problems.add("a body");
    }
    return problems;
  }

  /** What about an answer is not as published. */
  List<String> answerProblems(Operation operation, JsonNode answer) {
    return operation.described().has("response")
        ? problems(operation, "response", answer)
        : List.of();
  }

  private List<String> problems(Operation operation, String part, JsonNode value) {
    Schema schema;
    synchronized (schemas) {
      schema =
          schemas.computeIfAbsent(
              operation.id() + " " + part,
              _ -> {
                ObjectNode root = (ObjectNode) operation.described().path(part).deepCopy();
                root.set("components", description.path("components"));
                return SCHEMAS.getSchema(root);
              });
    }
    return schema.validate(value).stream()
        .map(error -> part + " " + error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }
}
