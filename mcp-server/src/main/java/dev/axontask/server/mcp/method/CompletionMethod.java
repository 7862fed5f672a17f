package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Completions.Kind;
import dev.axontask.server.catalog.Completions.Proposal;
import dev.axontask.server.catalog.Completions.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code completion/complete} (server/utilities/completion). */
final class CompletionMethod {
  private static final String SHAPE =
      "completion/complete needs params with ref ({type: ref/prompt, name} or {type: ref/resource,"
          + " uri}) and argument ({name, value}).";

  private final Catalog catalog;

  CompletionMethod(Catalog catalog) {
    this.catalog = catalog;
  }

  Outcome complete(MethodCall call) {
    Map<String, @Nullable Object> argument = call.object("argument");
    Map<String, @Nullable Object> ref = call.object("ref");
    Kind kind = "ref/prompt".equals(ref.get("type")) ? Kind.PROMPT : Kind.RESOURCE;
    if (kind == Kind.RESOURCE && !"ref/resource".equals(ref.get("type"))) {
      return new Outcome.InvalidParams(SHAPE);
    }
    Object subject = ref.get(kind == Kind.PROMPT ? "name" : "uri");
    if (!(subject instanceof String of
        && argument.get("name") instanceof String name
        && argument.get("value") instanceof String typed)) {
      return new Outcome.InvalidParams(SHAPE);
    }
    if (kind == Kind.PROMPT && catalog.prompt(of).isEmpty()) {
      return new Outcome.InvalidParams("There is no prompt of that name.");
    }
    Question question = new Question(call.caller(), kind, of, name, typed, others(call));
    return result(catalog.completions().complete(question));
  }

  private static Map<String, String> others(MethodCall call) {
    Map<String, String> others = new LinkedHashMap<>();
    if (call.object("context").get("arguments") instanceof Map<?, ?> chosen) {
      chosen.forEach((name, value) -> {
        if (value instanceof String text) {
          others.put(String.valueOf(name), text);
        }
      });
    }
    return others;
  }

  private static Outcome result(Proposal proposal) {
    Map<String, @Nullable Object> completion = Json.object("values", proposal.values());
    if (proposal.total() != null) {
      completion.put("total", proposal.total());
    }
    completion.put("hasMore", proposal.more());
    return new Outcome.Result(Json.object("completion", completion), null);
  }
}
