package dev.axontask.server.conformance;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ResourceTemplate;
import dev.axontask.server.catalog.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text, bytes, one that is watched, and a family. Immutable. */
final class FixtureResources implements Resources {
  static final String WATCHED = "test://watched-resource";
  private static final String TEXT = "test://static-text";
  private static final String BINARY = "test://static-binary";
  private static final Pattern FAMILY = Pattern.compile("test://template/([^/]+)/data");
  private static final Freshness FRESHNESS = new Freshness(Duration.ofMinutes(5), false);

  @Override
  public Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor) {
    return cursor == null
        ? Optional.of(
            new Page<>(
                List.of(
                    info(TEXT, "static-text", "text/plain"),
                    info(BINARY, "static-binary", "image/png"),
                    info(WATCHED, "watched-resource", "text/plain")),
                null))
        : Optional.empty();
  }

  private static ResourceInfo info(String uri, String name, String mimeType) {
    return new ResourceInfo(uri, name, null, "A resource for testing", mimeType);
  }

  @Override
  public List<ResourceTemplate> templates() {
    return List.of(
        new ResourceTemplate(
            "test://template/{id}/data", "template", null, "A family", "application/json"));
  }

  @Override
  public Optional<Answer<ResourceReading>> read(ResourceCall call) {
    return content(call.uri())
        .<Answer<ResourceReading>>map(content -> new ResourceReading(List.of(content), FRESHNESS));
  }

  static Optional<ResourceContent> content(String uri) {
    Matcher family = FAMILY.matcher(uri);
    if (family.matches()) {
      String json = "{\"id\": \"%s\", \"templateTest\": true}".formatted(family.group(1));
      return Optional.of(new ResourceContent.Text(uri, "application/json", json));
    }
    return switch (uri) {
      case TEXT, WATCHED ->
          Optional.of(new ResourceContent.Text(uri, "text/plain", "The text of " + uri));
      case BINARY -> Optional.of(new ResourceContent.Blob(uri, "image/png", Samples.PNG));
      default -> Optional.empty();
    };
  }
}
