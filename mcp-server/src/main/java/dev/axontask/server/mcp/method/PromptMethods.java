package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Prompt;
import dev.axontask.server.catalog.Prompt.PromptCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code prompts/list} and {@code prompts/get} (server/prompts). */
final class PromptMethods {
  private static final Freshness LISTS = new Freshness(Duration.ofMinutes(5), true);

  private final Catalog catalog;

  PromptMethods(Catalog catalog) {
    this.catalog = catalog;
  }

  Outcome list(MethodCall call) {
    if (call.params().get("cursor") != null) {
      return Cursors.unknown();
    }
    return new Outcome.Result(
        Json.object("prompts", catalog.prompts().stream().map(PromptMethods::described).toList()),
        LISTS);
  }

  private static Map<String, @Nullable Object> described(Prompt prompt) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", prompt.name());
    json.put("title", prompt.title());
    json.put("description", prompt.description());
    json.put("arguments", prompt.arguments().stream().map(PromptMethods::described).toList());
    return json;
  }

  private static Map<String, @Nullable Object> described(Prompt.Argument argument) {
    Map<String, @Nullable Object> json = Json.object("name", argument.name());
    json.put("description", argument.description());
    json.put("required", argument.required());
    return json;
  }

  Outcome get(MethodCall call) throws InterruptedException {
    Optional<Prompt> prompt = call.text("name").flatMap(catalog::prompt);
    if (prompt.isEmpty()) {
      return new Outcome.InvalidParams(
          "prompts/get needs params with name, one of: %s.".formatted(names()));
    }
    Map<String, String> args = new LinkedHashMap<>();
    for (var entry : call.object("arguments").entrySet()) {
      if (!(entry.getValue() instanceof String value)) {
        return new Outcome.InvalidParams("arguments must be an object of strings.");
      }
      args.put(entry.getKey(), value);
    }
    List<String> missing =
        prompt.get().arguments().stream()
            .filter(argument -> argument.required() && !args.containsKey(argument.name()))
            .map(Prompt.Argument::name)
            .toList();
    if (!missing.isEmpty()) {
      return new Outcome.InvalidParams(
          "This prompt needs the arguments %s.".formatted(String.join(", ", missing)));
    }
    PromptCall promptCall =
        new PromptCall(call.caller(), call.client(), args, call.inputs(), call.signals());
    return switch (prompt.get().handler().get(promptCall)) {
      case Prompt.Messages messages -> new Outcome.Result(json(messages), null);
      case Answer.NeedsInput<Prompt.Messages> needs ->
          new Outcome.InputRequired(needs.requests(), needs.state());
      case Answer.NeedsCapability<Prompt.Messages> needs ->
          new Outcome.CapabilityMissing(needs.required());
    };
  }

  private String names() {
    return String.join(", ", catalog.prompts().stream().map(Prompt::name).toList());
  }

  private static Map<String, @Nullable Object> json(Prompt.Messages messages) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (messages.description() != null) {
      json.put("description", messages.description());
    }
    json.put("messages", messages.messages().stream().map(PromptMethods::json).toList());
    return json;
  }

  private static Map<String, @Nullable Object> json(Prompt.Message message) {
    Map<String, @Nullable Object> json =
        Json.object("role", message.role().name().toLowerCase(Locale.ROOT));
    json.put("content", message.content().json());
    return json;
  }
}
