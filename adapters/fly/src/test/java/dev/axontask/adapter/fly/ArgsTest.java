package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.axontask.adapter.ArgsProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Bad input is refused before a task is accepted, with the field named. */
class ArgsTest extends Harness {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.readTree(Orders.schema()));

  private static Map<String, @Nullable Object> run() {
    Map<String, @Nullable Object> args = new HashMap<>();
    args.put("app", "demo");
    args.put("image", "registry.fly.io/demo:1");
    return args;
  }

  private static Map<String, @Nullable Object> with(String name, Object value) {
    Map<String, @Nullable Object> args = run();
    args.put(name, value);
    return args;
  }

  /** As the engine checks: the adapter is asked only of what the schema has no objection to. */
  private List<String> fields(Map<String, @Nullable Object> args) {
    List<String> bySchema =
        SCHEMA.validate(JSON.valueToTree(args)).stream()
            .map(error ->
                error.getProperty() == null
                    ? error.getInstanceLocation().toString()
                    : error.getProperty())
            .toList();
    return bySchema.isEmpty()
        ? adapter.check(args).stream().map(ArgsProblem::field).toList()
        : bySchema;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpine",
        "alpine:3.20",
        "registry-1.docker.io/library/ubuntu:latest",
        "localhost:5000/a/b_c.d:1.0-x",
        "registry.fly.io/demo@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void namesOfImagesAreTaken(String image) {
    assertThat(fields(with("image", image))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--privileged",
        "-v/:/host",
        "a b",
        "../x",
        "/etc/passwd",
        "a\u0000b",
        "a\nb",
        "a//b",
        "http://x/y",
        "a@b/c"
      })
  void whatIsNoImageIsRefused(String image) {
    assertThat(fields(with("image", image))).containsExactly("image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A=B", "", "1A", "A B", "A\u0000", "--x", "Ä"})
  void whatIsNoNameOfAVariableIsRefused(String name) {
    assertThat(fields(with("env", Map.of(name, "x"))))
        .containsExactly("env." + name.replace('\u0000', '?'));
  }

  @Test
  void aNulIsRefusedWhereverItWouldReachAProgram() {
    assertThat(fields(with("env", Map.of("A", "x\u0000y")))).containsExactly("env.A");
    assertThat(fields(with("command", List.of("sh", "a\u0000")))).containsExactly("command.1");
    assertThat(fields(with("entrypoint", List.of("\u0000")))).containsExactly("entrypoint.0");
  }

  @Test
  void hugeValuesAreRefused() {
    assertThat(fields(with("image", "a".repeat(513)))).containsExactly("/image");
    assertThat(fields(with("env", Map.of("A", "x".repeat(131_073))))).containsExactly("/env/A");
    String large = "x".repeat(131_072);
    assertThat(fields(with("env", Map.of("A", large, "B", large)))).containsExactly("env");
    assertThat(fields(with("command", List.of(large, large, large)))).containsExactly("command");
    assertThat(fields(with("memory_mb", 1 << 20))).containsExactly("/memory_mb");
    assertThat(fields(with("cpus", 10_000))).containsExactly("/cpus");
  }

  @Test
  void unknownFieldsAndWrongTypesAreRefused() {
    assertThat(fields(with("privileged", true))).containsExactly("privileged");
    assertThat(fields(with("command", "rm -rf /"))).containsExactly("/command");
    assertThat(fields(with("region", "../x"))).containsExactly("/region");
    assertThat(fields(with("stop_signal", "SIGSEGV"))).containsExactly("/stop_signal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-demo", "demo/machines", "Demo", "demo?x=1", "..", "", "demo%2f"})
  void whatIsNoNameOfAnAppIsRefused(String app) {
    assertThat(fields(with("app", app))).isNotEmpty().allMatch("/app"::equals);
  }

  @Test
  void anAppThatIsNotAllowedIsRefused() {
    assertThat(fields(with("app", "somebody-elses"))).containsExactly("app");
    assertThat(fields(with("app", "other"))).isEmpty();
  }

  @Test
  void eachActionHasItsOwnFields() {
    Map<String, @Nullable Object> watch = Map.of("app", "demo", "action", "watch");
    assertThat(fields(watch)).isEmpty();
    assertThat(fields(with("action", "watch"))).containsExactly("image");
    assertThat(fields(with("release", 3))).containsExactly("release");
    assertThat(fields(Map.of("app", "demo"))).containsExactly("image");
  }

  @Test
  void theAppIsWhatTheCircuitBreakerGoesBy() {
    assertThat(adapter.target(run())).isEqualTo("demo");
  }
}
