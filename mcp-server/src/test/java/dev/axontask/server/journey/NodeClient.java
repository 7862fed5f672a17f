package dev.axontask.server.journey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A script of {@code src/test/clients} that drives AxonTask with an MCP client that is not ours,
 * and tells what it sees as JSON lines. For one thread.
 */
final class NodeClient implements AutoCloseable {
  static final Path SCRIPTS = Repository.root().resolve("mcp-server/src/test/clients");

  private final Process process;
  private final BufferedReader lines;
  private final List<JsonNode> told = new ArrayList<>();

  private NodeClient(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  /** Skips the test, with the reason, where the clients could not be installed. */
  static void assumeInstalled() {
    assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules/@modelcontextprotocol/client")),
        "the MCP clients are not installed: ./axontask test does it, or npm ci in " + SCRIPTS);
  }

  /**
   * Starts a script. Its libraries were put there by the script that prepares the tests.
   *
   * @param environment what it must know: {@code AXONTASK_URL}, {@code AXONTASK_API_KEY}
   */
  static NodeClient start(Map<String, String> environment, String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(SCRIPTS.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AXONTASK_"));
    builder.environment().putAll(environment);
    builder.environment().put("LAUNCHER", Repository.launcher().toString());
    try {
      return new NodeClient(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on until something is told; null when the script has ended. */
  @Nullable JsonNode next() {
    try {
      String line = lines.readLine();
      if (line == null) {
        return null;
      }
      JsonNode event = Rest.JSON.readTree(line);
      told.add(event);
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on until something like this is told. */
  JsonNode await(String what, Predicate<JsonNode> wanted) {
    for (JsonNode event = next(); event != null; event = next()) {
      if (wanted.test(event)) {
        return event;
      }
    }
    throw new AssertionError("the client ended before " + what + "; it told " + told);
  }

  /** Everything told so far under a name. */
  List<JsonNode> told(String event) {
    return told.stream().filter(e -> e.path("event").asString("").equals(event)).toList();
  }

  /** Reads to the end and returns the exit code. */
  int join() throws InterruptedException {
    for (JsonNode event = next(); event != null; event = next()) {}
    return process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
