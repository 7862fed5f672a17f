package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ResourceTemplate;
import dev.axontask.server.catalog.Resources;
import dev.axontask.server.catalog.Resources.ResourceCall;
import dev.axontask.server.catalog.Resources.ResourceReading;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code resources/list}, {@code resources/templates/list} and {@code resources/read}
 * (server/resources).
 */
final class ResourceMethods {
  private static final Freshness TEMPLATES = new Freshness(Duration.ofMinutes(5), true);

  private final Resources resources;

  ResourceMethods(Resources resources) {
    this.resources = resources;
  }

  Outcome list(MethodCall call) {
    if (call.notText("cursor")) {
      return Cursors.unknown();
    }
    Optional<Page<ResourceInfo>> page =
        resources.list(call.caller(), call.text("cursor").orElse(null));
    if (page.isEmpty()) {
      return Cursors.unknown();
    }
    Map<String, @Nullable Object> json =
        Json.object("resources", page.get().items().stream().map(ResourceInfo::json).toList());
    if (page.get().nextCursor() != null) {
      json.put("nextCursor", page.get().nextCursor());
    }
    return new Outcome.Result(json, Freshness.STALE);
  }

  Outcome templates(MethodCall call) {
    if (call.params().get("cursor") != null) {
      return Cursors.unknown();
    }
    return new Outcome.Result(
        Json.object(
            "resourceTemplates",
            resources.templates().stream().map(ResourceTemplate::json).toList()),
        TEMPLATES);
  }

  Outcome read(MethodCall call) throws InterruptedException {
    Optional<String> uri = call.text("uri");
    if (uri.isEmpty()) {
      return new Outcome.InvalidParams("resources/read needs params with uri (string).");
    }
    Optional<Answer<ResourceReading>> answer =
        resources.read(
            new ResourceCall(
                call.caller(), call.client(), uri.get(), call.inputs(), call.signals()));
    if (answer.isEmpty()) {
      return new Outcome.NoSuchResource(uri.get());
    }
    return switch (answer.get()) {
      case ResourceReading reading ->
          new Outcome.Result(
              Json.object(
                  "contents", reading.contents().stream().map(ResourceContent::json).toList()),
              reading.freshness());
      case Answer.NeedsInput<ResourceReading> needs ->
          new Outcome.InputRequired(needs.requests(), needs.state());
      case Answer.NeedsCapability<ResourceReading> needs ->
          new Outcome.CapabilityMissing(needs.required());
    };
  }
}
