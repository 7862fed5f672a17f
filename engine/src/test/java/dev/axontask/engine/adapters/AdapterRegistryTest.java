package dev.axontask.engine.adapters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.mock.MockAdapter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters from jars that are compiled and packed here. */
@SuppressWarnings("InlineFormatString") // a whole program reads better apart from its use
class AdapterRegistryTest {
  private static final String PLUGIN =
      """
      package plugin;
      import dev.axontask.adapter.*;
      import java.util.*;
      public final class %1$s implements Adapter {
        public String name() { return "%2$s"; }
        public String description() { return "A plugin."; }
        public String argsSchema() { return "{\\"type\\":\\"object\\",\\"additionalProperties\\":false}"; }
        public boolean detached() { return false; }
        public Readiness open(AdapterContext context) { %3$s }
        public List<ArgsProblem> check(Map<String, Object> args) { return List.of(); }
        public Execution start(Attempt attempt) { throw new UnsupportedOperationException(); }
        public Optional<Execution> reattach(Attempt a, ResumePoint f) { return Optional.empty(); }
        public void cleanUp(AttemptId attempt) {}
        public void hostIsAlive() { %4$s }
        public void close() {}
      }
      """;
  private static final String READY = "return new Readiness.Ready(\"here\");";

  @TempDir Path folder;
  Path plugins;

  @BeforeEach
  void plugins() throws IOException {
    plugins = Files.createDirectories(folder.resolve("plugins"));
  }

  private AdapterRegistry open() {
    return AdapterRegistry.open(AdapterSettings.in(folder.resolve("adapters"), plugins));
  }

  private void plugin(String type, String name, String open) throws IOException {
    plugin(type, name, open, "");
  }

  private void plugin(String type, String name, String open, String hostIsAlive)
      throws IOException {
    Path source = folder.resolve("src/plugin/" + type + ".java");
    Files.createDirectories(Objects.requireNonNull(source.getParent()));
    Files.writeString(source, PLUGIN.formatted(type, name, open, hostIsAlive));
    Path classes = Files.createDirectories(folder.resolve("classes-" + type));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    String spi =
        Path.of(
                java.net.URI.create(
                    Adapter.class.getProtectionDomain().getCodeSource().getLocation().toString()))
            .toString();
    String engine =
        Path.of(
                java.net.URI.create(
                    AdapterRegistry.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
            .toString();
    int result =
        javac.run(
            null,
            OutputStream.nullOutputStream(),
            null,
            "-cp",
            spi + java.io.File.pathSeparator + engine,
            "-d",
            classes.toString(),
            source.toString());
    assertThat(result).isZero();
    jar(
        plugins.resolve(type + ".jar"),
        Map.of(
            "plugin/" + type + ".class",
            Files.readAllBytes(classes.resolve("plugin/" + type + ".class")),
            "META-INF/services/dev.axontask.adapter.Adapter",
            ("plugin." + type + "\n").getBytes(UTF_8)));
  }

  private static void jar(Path path, Map<String, byte[]> entries) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }

  /** A sandbox that cannot be started must not end the work of another adapter. */
  @Test
  void aSignOfLifeReachesEveryReadyAdapterWhateverAnotherDoes() throws IOException {
    String notes = folder.resolve("sign-of-").toString();
    plugin("Off", "a", "return new Readiness.Unavailable(\"no\", \"none\");", touch(notes + "a"));
    plugin("Failing", "b", READY, "throw new IllegalStateException(\"planted\");");
    plugin("Good", "c", READY, touch(notes + "c"));

    try (AdapterRegistry registry = open()) {
      registry.hostIsAlive();
    }

    assertThat(folder.resolve("sign-of-a")).doesNotExist();
    assertThat(folder.resolve("sign-of-c")).exists();
  }

  private static String touch(String file) {
    return "try { new java.io.File(\""
        + file
        + "\").createNewFile(); } catch (java.io.IOException e) {"
        + " throw new java.io.UncheckedIOException(e); }";
  }

  @Test
  void adaptersOfTheApplicationAndOfThePluginsFolderAreFound() throws IOException {
    plugin("Good", "good", READY);

    try (AdapterRegistry registry = open()) {
      assertThat(registry.list()).extracting(RegisteredAdapter::name).contains("good", "mock");
      assertThat(registry.find("good").orElseThrow().readiness())
          .isEqualTo(new Readiness.Ready("here"));
      assertThat(registry.problems()).isEmpty();
    }
  }

  @Test
  void aPluginSeesTheSpiAndTheJdkAndNothingElse() throws IOException {
    plugin(
        "Curious",
        "curious",
        "return new Readiness.Ready(dev.axontask.engine.Limits.class.getName());");

    try (AdapterRegistry registry = open()) {
      assertThat(registry.find("curious")).isEmpty();
      assertThat(registry.problems())
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.source()).contains("Curious");
            assertThat(problem.reason()).contains("dev/axontask/engine/Limits");
          });
    }
  }

  @Test
  void aBrokenPluginIsReportedAndStopsNobody() throws IOException {
    plugin("Bad", "bad", "throw new IllegalStateException(\"no token\");");
    plugin("Good", "good", READY);
    plugin("Second", "good", READY);
    plugin("Shouting", "SHOUTING", READY);
    Files.writeString(plugins.resolve("garbage.jar"), "this is no jar");
    jar(
        plugins.resolve("absent.jar"),
        Map.of(
            "META-INF/services/dev.axontask.adapter.Adapter", "plugin.NotThere\n".getBytes(UTF_8)));
    jar(plugins.resolve("silent.jar"), Map.of("readme.txt", "hello".getBytes(UTF_8)));

    try (AdapterRegistry registry = open()) {
      assertThat(registry.list()).extracting(RegisteredAdapter::name).contains("good", "mock");
      assertThat(registry.problems()).hasSize(6);
      assertThat(registry.problems().toString())
          .contains("no token")
          .contains("another adapter named \"good\"")
          .contains("SHOUTING")
          .contains("garbage.jar")
          .contains("NotThere")
          .contains("silent.jar");
    }
  }

  @Test
  void problemsOfArgumentsNameTheFieldAndWhatIsAllowed() {
    AdapterSettings settings = AdapterSettings.in(folder, null);
    try (AdapterRegistry registry = AdapterRegistry.of(settings, List.of(new MockAdapter()))) {
      RegisteredAdapter mock = registry.find("mock").orElseThrow();

      assertThat(mock.problems(Map.of("events", List.of(Map.of("stdou", "x")))))
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("events.0.stdou");
            assertThat(problem.message()).contains("stdout", "wait_ms");
          });
      assertThat(mock.problems(Map.of())).isEmpty();
    }
  }
}
