package dev.axontask.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.server.http.Json;
import dev.axontask.server.journey.Cli;
import dev.axontask.server.journey.Repository;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The bundle that {@code ./axontask mcpb} makes, opened by the official packer and started. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleIT {
  private static final Path PACKER =
      Repository.root()
          .resolve(
              "mcp-stdio-bridge/src/test/clients/node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");
  private static final Path BUNDLE = Repository.root().resolve("target/axontask.mcpb");

  private Path folder;
  private Path unpacked;

  @BeforeAll
  void makeAndUnpack(@TempDir Path temporary) throws Exception {
    folder = temporary;
    assumeTrue(
        Files.exists(PACKER),
        "the packer of bundles is not installed: ./axontask test does it where there is Node");
    Cli.Result made = new Cli(Map.of()).run("mcpb");
    assertThat(made.exitCode()).as(made.err()).isZero();
    unpacked = folder.resolve("unpacked");
    packer("unpack", BUNDLE.toString(), unpacked.toString());
  }

  @Test
  void theOfficialPackerAcceptsAndPacksIt() throws Exception {
    packer("validate", unpacked.resolve("manifest.json").toString());
    Path again = folder.resolve("again.mcpb");
    packer("pack", unpacked.toString(), again.toString());
    assertThat(again).isNotEmptyFile();
    try (Stream<Path> jars = Files.list(unpacked.resolve("server/lib"))) {
      assertThat(jars).isNotEmpty().allSatisfy(jar -> assertThat(jar.toString()).endsWith(".jar"));
    }
  }

  @Test
  void unpackedItConnectsAndHasTheToolsThatItNames() throws Exception {
    JsonNode manifest = Json.tree(Files.readAllBytes(unpacked.resolve("manifest.json")));
    JsonNode config = manifest.required("server").required("mcp_config");
    List<String> command = new ArrayList<>(List.of(config.required("command").asString()));
    config
        .required("args")
        .forEach(arg -> command.add(arg.asString().replace("${__dirname}", unpacked.toString())));
    try (StdioHost host = StdioHost.start(command, environment(config))) {
      assertThat(host.initialize().required("serverInfo").required("name").asString())
          .isEqualToIgnoringCase("axontask");
      JsonNode tools =
          host.request("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
              .required("tools");
      assertThat(names(manifest.required("tools"))).isEqualTo(names(tools));
      assertThat(host.end()).isZero();
    }
  }

  /** As a host fills it in: what nobody gave stays as it is written. */
  private static Map<String, String> environment(JsonNode config) {
    Map<String, String> environment = new HashMap<>();
    for (String name : config.required("env").propertyNames()) {
      environment.put(name, config.required("env").required(name).asString());
    }
    assertThat(environment.values())
        .allSatisfy(value -> assertThat(value).startsWith("${user_config."));
    environment.put("AXONTASK_URL", RunningServer.shared().url().toString());
    environment.put("AXONTASK_API_KEY", RunningServer.KEY);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(entry -> names.add(entry.required("name").asString()));
    return names;
  }

  private void packer(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", PACKER.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }
}
