package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a command left behind when it ended. */
record Ran(int exitCode, String out, String err) {

  /** Runs a command in this process as one that was started from a script: no terminal. */
  static Ran command(Map<String, String> environment, String... args) {
    return command(environment, false, args);
  }

  /**
   * Runs a command in this process.
   *
   * @param terminal whether a person looks
   */
  static Ran command(Map<String, String> environment, boolean terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), terminal);
    int exitCode = AxonTask.run(args, environment, console);
    return new Ran(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** The output, which has to be one JSON text. */
  JsonNode json() {
    return Json.tree(out.getBytes(StandardCharsets.UTF_8));
  }
}
