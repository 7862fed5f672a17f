package dev.axontask.server.hosts;

import dev.axontask.server.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A host that starts an MCP server as a process and speaks to it by lines. For one thread. */
final class StdioHost implements AutoCloseable {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"host","version":"1"}}}\
      """;

  private final Process process;
  private final BufferedReader lines;

  private StdioHost(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a server.
   *
   * @param environment on top of the test's own, from which what AxonTask would heed is removed
   */
  static StdioHost start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("AXONTASK_"));
    builder.environment().putAll(environment);
    return new StdioHost(builder.start());
  }

  /** Shakes hands and returns what the server says of itself. */
  JsonNode initialize() throws IOException {
    JsonNode answer = request(INITIALIZE);
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  /** Sends a request and returns the result of the answer that comes next. */
  JsonNode request(String message) throws IOException {
    send(message);
    String line = lines.readLine();
    if (line == null) {
      throw new AssertionError("the server ended in place of an answer to " + message);
    }
    return Json.tree(line.getBytes(StandardCharsets.UTF_8)).required("result");
  }

  private void send(String message) throws IOException {
    process.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends the server's input, as hosts do, and returns its exit code. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
