package dev.axontask.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.journey.Repository;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The files that hosts and registries read, held against each other and their rules. */
class PublishedFilesTest {
  private static final Path ROOT = Repository.root();

  /** The rules of the schema that {@code server.json} names, as far as they concern us. */
  @Test
  void theRegistrysEntryFollowsItsSchema() throws IOException {
    JsonNode entry = json("server.json");
    assertThat(entry.required("$schema").asString())
        .matches(
            "https://static\\.modelcontextprotocol\\.io/schemas/[-0-9]+/server\\.schema\\.json");
    assertThat(entry.required("name").asString()).matches("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+");
    assertThat(entry.required("title").asString()).hasSizeBetween(1, 100);
    assertThat(entry.required("description").asString()).hasSizeBetween(1, 100);
    assertThat(entry.required("version").asString()).isEqualTo(version());
    JsonNode remote = entry.required("remotes").get(0);
    assertThat(remote.required("type").asString()).isEqualTo("streamable-http");
    assertThat(variables(remote.required("url").asString()))
        .isNotEmpty()
        .containsExactlyElementsOf(remote.required("variables").propertyNames());
    assertThat(URI.create(remote.required("url").asString().replace("{host}", "example.com")))
        .hasScheme("https")
        .hasPath("/mcp");
    JsonNode key = remote.required("headers").get(0);
    assertThat(key.required("name").asString()).isEqualTo("Authorization");
    assertThat(key.required("isSecret").asBoolean()).isTrue();
    assertThat(variables(key.required("value").asString()))
        .containsExactlyElementsOf(key.required("variables").propertyNames());
  }

  private static List<String> variables(String template) {
    return Pattern.compile("\\{(\\w+)}")
        .matcher(template)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void theBundleHasTheVersionOfTheBuild() throws IOException {
    assertThat(json("mcp-stdio-bridge/src/main/mcpb/manifest.json").required("version").asString())
        .isEqualTo(version());
  }

  @Test
  void everyExampleIsExplainedAndFoundFromTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    try (Stream<Path> examples = Files.list(ROOT.resolve("examples"))) {
      for (Path example : examples.toList()) {
        assertThat(readme).contains("examples/" + example.getFileName());
        String words = Files.readString(example.resolve("README.md"));
        try (Stream<Path> files = Files.list(example)) {
          assertThat(files.map(file -> file.getFileName().toString()))
              .filteredOn(name -> !name.equals("README.md"))
              .isNotEmpty()
              .allSatisfy(name -> assertThat(words).contains("(" + name + ")"));
        }
      }
    }
  }

  private static String version() throws IOException {
    var found =
        Pattern.compile("<version>([0-9.]+)(-SNAPSHOT)?</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static JsonNode json(String file) throws IOException {
    return Json.tree(Files.readAllBytes(ROOT.resolve(file)));
  }
}
